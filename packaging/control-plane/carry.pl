# Carries its input to a port of this machine, and what comes back to its output: `perl carry.pl <port>`. In Perl, which
# every Debian has (perl-base is essential): it begins in milliseconds and takes a tenth of Node's memory, once for each
# connection that the host makes. Two processes, so that neither direction waits for the other.
use strict;
use warnings;
use IO::Socket::INET;

my ($port) = @ARGV;
my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Proto => 'tcp')
    or die "127.0.0.1:$port: $@\n";
# What the other side says last is still written when nobody takes it any more.
$SIG{PIPE} = 'IGNORE';

sub carry {
    my ($from, $to) = @_;
    while (sysread($from, my $bytes, 65536)) {
        my $written = 0;
        while ($written < length $bytes) {
            my $count = syswrite($to, $bytes, length($bytes) - $written, $written);
            return unless defined $count;
            $written += $count;
        }
    }
}

my $sender = $$;
defined(my $receiver = fork) or die "fork: $!\n";
if ($receiver == 0) {
    carry($socket, \*STDOUT);
    # Whatever still comes on the input is for nobody.
    kill 'TERM', $sender;
    exit 0;
}
$SIG{TERM} = sub { exit 0 };
carry(\*STDIN, $socket);
shutdown($socket, 1);
waitpid($receiver, 0);
