# How to test a runbook without a cluster: the cmdlets are mocked, what they give are objects of the model.
BeforeAll {
    Import-Module "$PSScriptRoot/../LyttleCluster.psd1"
    $runbook = "$PSScriptRoot/Restart-UnhealthyContainer.ps1"

    function New-Node($Name, $Status = 'Ready') { [LyttleCluster.ClusterNode]@{ Name = $Name; Status = $Status } }
    function New-Container($Node, $Name, $Health) {
        [LyttleCluster.ClusterContainer]@{ Node = $Node; Name = $Name; Id = "$Node$Name".PadRight(64, '0'); Image = 'app'; State = 'Running'; Health = $Health }
    }
}

Describe 'Restart-UnhealthyContainer' {
    BeforeEach {
        Mock Get-ClusterNode { New-Node web1; New-Node web2 Unreachable }
        Mock Get-ClusterContainer { New-Container web1 blog Unhealthy; New-Container web1 shop Healthy }
        Mock Restart-ClusterContainer { New-Container web1 blog Starting }
        Mock Wait-ClusterContainer { New-Container web1 blog Healthy }
    }

    It 'restarts what is unhealthy, and nothing else' {
        $result = & $runbook
        $result.Container | Should -Be blog
        $result.Well | Should -BeTrue
        Should -Invoke Restart-ClusterContainer -Times 1 -Exactly -ParameterFilter { $Container.Name -eq 'blog' }
    }

    It 'leaves nodes alone that are not Ready' {
        $null = & $runbook
        Should -Invoke Get-ClusterContainer -Times 1 -Exactly
        Should -Invoke Get-ClusterContainer -ParameterFilter { $Node -eq 'web1' }
    }

    It 'leaves a node alone whose containers are all unhealthy' {
        Mock Get-ClusterContainer { New-Container web1 blog Unhealthy; New-Container web1 shop Unhealthy }
        & $runbook -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warnings | Should -Match 'look at the node first'
        Should -Invoke Restart-ClusterContainer -Times 0
    }

    It 'reports a container that does not recover' {
        Mock Wait-ClusterContainer { Write-Error 'not healthy in time' }
        (& $runbook).Well | Should -BeFalse
    }
}
