#!/usr/bin/perl
# A guest agent's stand-in for the drivers' own tests: it is no part of any VM.
#   serve --channel unix:<path>: says "pid=<pid> uid=<uid> host=<name>\n" to each caller; then answers lines:
#   "exit <n>" ends with that code, "run <command>" answers with what the command says and ends the connection.
use strict;
use warnings;
use IO::Socket::UNIX;
use POSIX qw(uname);

exit 0 if ($ARGV[0] // '') ne 'serve';
my ($path) = $ARGV[2] =~ /^unix:(.*)$/ or die 'no channel';
unlink $path;
my $server = IO::Socket::UNIX->new(Local => $path, Listen => 8) or die "listen: $!";
while (my $peer = $server->accept) {
  $peer->autoflush(1);
  print {$peer} "pid=$$ uid=$< host=", (uname())[1], "\n";
  my $line = <$peer> // next;
  exit $1 if $line =~ /^exit (\d+)/;
  print {$peer} scalar `$1 2>&1` if $line =~ /^run (.*)/;
}
