# Long work as a job, so that its progress can be told meanwhile.

$jobPollMs = 500

function Invoke-CmdletAsJob {
    param([string] $Name, $Parameters, $Id)

    foreach ($job in @(Invoke-Cmdlet -Name $Name -Parameters $Parameters -Depth 0 -AsJob $true)) {
        Receive-CmdletJob -Job $job -Id $Id
    }
}

# Waits for the end of a job and lets its objects out, or throws its error.
function Receive-CmdletJob {
    param([System.Management.Automation.Job] $Job, $Id)

    $told = -1
    try {
        while (-not $Job.Finished.WaitOne($jobPollMs)) {
            $percent = Get-JobPercent -Job $Job
            if ($percent -gt $told) {
                $told = $percent
                Write-Line ([ordered]@{
                        id = $Id
                        progress = [ordered]@{
                            percent = $percent
                            status = [string] $Job.State
                        }
                    })
            }
        }
        $failure = Get-JobFailure -Job $Job
        if ($null -ne $failure) {
            throw $failure
        }
        Receive-Job -Job $Job -ErrorAction Stop
    }
    finally {
        Remove-Job -Job $Job -Force -ErrorAction SilentlyContinue
    }
}

# -1 until the job says something.
function Get-JobPercent {
    param([System.Management.Automation.Job] $Job)

    $percent = -1
    foreach ($part in @($Job) + @($Job.ChildJobs)) {
        $count = $part.Progress.Count
        if ($count -gt 0) {
            $percent = [System.Math]::Max($percent, [int] $part.Progress[$count - 1].PercentComplete)
        }
    }
    return [System.Math]::Min($percent, 100)
}

# The first error of a job, or null.
function Get-JobFailure {
    param([System.Management.Automation.Job] $Job)

    foreach ($part in @($Job) + @($Job.ChildJobs)) {
        if ($part.Error.Count -gt 0) {
            return $part.Error[0]
        }
        $reason = $part.JobStateInfo.Reason
        if ($reason -is [System.Management.Automation.IContainsErrorRecord]) {
            return $reason.ErrorRecord
        }
        if ($null -ne $reason) {
            return [System.Management.Automation.ErrorRecord]::new($reason, 'OperationFailed', 'NotSpecified', $null)
        }
    }
    if ([string] $Job.State -ne 'Completed') {
        return New-HostError -Identifier 'OperationFailed' -Category 'NotSpecified' -Message "The job ended as $($Job.State)."
    }
    return $null
}
