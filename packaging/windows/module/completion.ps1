# What Tab offers: ids of VMs by the beginnings of their names, and short names of templates.

Register-ArgumentCompleter -CommandName 'Start-BusbarVM', 'Stop-BusbarVM' -ParameterName 'Id' -ScriptBlock {
    param($commandName, $parameterName, $wordToComplete)

    foreach ($vm in @(Get-BusbarVM -Search $wordToComplete)) {
        [System.Management.Automation.CompletionResult]::new($vm.id, $vm.name, 'ParameterValue', "$($vm.name), $($vm.state) on $($vm.hostName)")
    }
}

Register-ArgumentCompleter -CommandName 'Invoke-BusbarCommand', 'Enter-BusbarVM' -ParameterName 'Id' -ScriptBlock {
    param($commandName, $parameterName, $wordToComplete)

    foreach ($vm in @((Invoke-LocalAgent -Command 'vm' -Parameters @{ action = 'list' }).vms)) {
        if ($vm.Name.StartsWith($wordToComplete, [System.StringComparison]::OrdinalIgnoreCase)) {
            [System.Management.Automation.CompletionResult]::new($vm.Id, $vm.Name, 'ParameterValue', $vm.Name)
        }
    }
}

Register-ArgumentCompleter -CommandName 'New-BusbarVM' -ParameterName 'Template' -ScriptBlock {
    param($commandName, $parameterName, $wordToComplete)

    foreach ($template in @((Invoke-BusbarApi -Method Get -Path '/templates').items)) {
        if ($template.slug.StartsWith($wordToComplete, [System.StringComparison]::OrdinalIgnoreCase)) {
            [System.Management.Automation.CompletionResult]::new($template.slug, $template.slug, 'ParameterValue', $template.title)
        }
    }
}
