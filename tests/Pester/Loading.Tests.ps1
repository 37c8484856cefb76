BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    $manifest = Get-ModuleManifest
    $folder = Split-Path $manifest
    $cmdlets = (Import-PowerShellDataFile $manifest).CmdletsToExport

    # A copy of the built module, for tests that change its files.
    function Copy-Module($Name) {
        $copy = New-Item -ItemType Directory (Join-Path $TestDrive $Name)
        Copy-Item $manifest $copy
        Copy-Item -Recurse (Join-Path $folder bin) (Join-Path $copy bin)
        Join-Path $copy LyttleCluster.psd1
    }

    # An assembly of any name and version, as another module would bring it.
    function New-Library($Folder, $Name) {
        $file = Join-Path (New-Item -ItemType Directory (Join-Path $TestDrive $Folder)) "$Name.dll"
        $assembly = [System.Reflection.Emit.PersistedAssemblyBuilder]::new([System.Reflection.AssemblyName]"$Name, Version=99.0.0.0", [object].Assembly)
        $null = $assembly.DefineDynamicModule($Name).DefineType('Foreign', 'Public').CreateType()
        $assembly.Save($file)
        $file
    }
}

Describe 'Loading the module' {
    It 'exports every cmdlet of the manifest, also the second time with -Force' {
        $shell = Invoke-Shell "
            Import-Module '$manifest'; (Get-Command -Module LyttleCluster).Name -join ' '
            Import-Module '$manifest' -Force; (Get-Command -Module LyttleCluster).Name -join ' '"
        $shell.Output -split [Environment]::NewLine | Should -Be (@($cmdlets -join ' ') * 2)
        $shell.Error | Should -BeNullOrEmpty
    }

    It 'exports every cmdlet into a second runspace of the process' {
        $shell = Invoke-Shell "
            Import-Module '$manifest'
            [powershell]::Create().AddScript({ Import-Module '$manifest'; (Get-Command -Module LyttleCluster).Count }).Invoke()"
        $shell.Output | Should -Be $cmdlets.Count
    }

    It 'imports into many runspaces at once' {
        $shell = Invoke-Shell "1..8 | ForEach-Object -Parallel { Import-Module '$manifest'; (Get-Command -Module LyttleCluster).Count } -ThrottleLimit 8"
        $shell.Output -split [Environment]::NewLine | Should -Be (@("$($cmdlets.Count)") * 8)
        $shell.Error | Should -BeNullOrEmpty
    }

    It 'takes nothing but the model into the default load context' {
        $shell = Invoke-Shell "
            Import-Module '$manifest'; `$env:LYTTLECLUSTER_STATE = '$(New-StatePath)'; Get-ClusterNode -Cached
            [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.GetName().Name -match 'LyttleCluster|SQLite'"
        $shell.Output | Should -Be LyttleCluster
    }

    It 'touches no database while it is imported' {
        $shell = Invoke-Shell "Import-Module '$manifest'; [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -match 'SQLite'"
        $shell.Output | Should -BeNullOrEmpty
    }

    It 'brings no assembly that PowerShell has' {
        $ours = (Get-ChildItem (Join-Path $folder bin) -Filter *.dll).Name
        $ours | Should -Contain LyttleCluster.Module.dll
        $ours | Where-Object { Test-Path (Join-Path $PSHOME $_) } | Should -BeNullOrEmpty
    }

    It 'works beside a module that loaded another version of <library>' -ForEach @(@{ library = 'SQLitePCLRaw.core' }, @{ library = 'YamlDotNet' }) {
        $file = New-Library "before-$library" $library
        $shell = Invoke-Shell "
            `$other = [System.Reflection.Assembly]::LoadFrom('$file')
            Import-Module '$manifest'; `$env:LYTTLECLUSTER_STATE = '$(New-StatePath)'
            (Get-ClusterOperation | Measure-Object).Count
            `$other.GetName().Version.Major"
        $shell.Output -split [Environment]::NewLine | Should -Be '0', '99'
        $shell.Error | Should -BeNullOrEmpty
    }

    It 'leaves a module alone that loads another version after it' {
        $file = New-Library after SQLitePCLRaw.core
        $shell = Invoke-Shell "
            Import-Module '$manifest'; `$env:LYTTLECLUSTER_STATE = '$(New-StatePath)'; Get-ClusterOperation
            [System.Reflection.Assembly]::LoadFrom('$file').GetName().Version.Major
            (Get-ClusterOperation | Measure-Object).Count"
        $shell.Output -split [Environment]::NewLine | Should -Be '99', '0'
        $shell.Error | Should -BeNullOrEmpty
    }

    It 'refuses to run a copy of another place under the name of the first' {
        $copy = Copy-Module elsewhere
        $shell = Invoke-Shell "
            Import-Module '$manifest'
            try { Import-Module '$copy' -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId.Split(',')[0]; `$_.ErrorDetails.RecommendedAction }"
        $shell.Output -split [Environment]::NewLine | Should -Be 'LyttleClusterOtherVersionLoaded', 'Start a new session and import the module there.'
    }

    It 'refuses files that were replaced since they were loaded' {
        $copy = Copy-Module rebuilt
        $new = New-Library new LyttleCluster
        $shell = Invoke-Shell "
            Import-Module '$copy'; Move-Item -Force '$new' '$(Join-Path (Split-Path $copy) bin LyttleCluster.dll)'
            try { Import-Module '$copy' -Force -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId.Split(',')[0] }"
        $shell.Output | Should -Be LyttleClusterOtherVersionLoaded
    }

    It 'closes its clusters when it is removed' {
        $state = New-StatePath
        $shell = Invoke-Shell "
            function Test-Open { (Get-ChildItem /proc/self/fd -ErrorAction Ignore).Target -match 'state.db' | Measure-Object | ForEach-Object Count }
            Import-Module '$manifest'; `$null = Connect-Cluster '$state'
            (Test-Open) -gt 0
            Remove-Module LyttleCluster
            Test-Open"
        $shell.Output -split [Environment]::NewLine | Should -Be 'True', '0'
    } -Skip:(-not $IsLinux)
}
