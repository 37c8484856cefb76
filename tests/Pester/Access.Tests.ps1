# Access, tokens and certificates from the prompt. What a manager makes of them is tested with the manager.
BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    function Get-Mode([string] $Path) { if ($IsWindows) { '600' } else { (stat -c %a $Path) } }
    function Get-FileText([string] $Folder) { (Get-ChildItem $Folder -File | ForEach-Object { [System.Text.Encoding]::Latin1.GetString([System.IO.File]::ReadAllBytes($_.FullName)) }) -join '' }
}

Describe 'Grants' {
    BeforeAll { $null = Connect-Cluster (New-StatePath) }
    AfterAll { Disconnect-Cluster }

    It 'are granted, shown and taken back' {
        $granted = Grant-ClusterAccess ann, bob -Role Operator -Method 'Domains.*'
        $granted.Name | Sort-Object | Should -Be 'ann', 'bob'
        $granted[0] | Should -BeOfType ([LyttleCluster.ClusterAccess])
        $null = Grant-ClusterAccess -Group ops -Role Admin
        (Get-ClusterAccess).Count | Should -Be 3
        (Get-ClusterAccess a*).Methods | Should -Be 'Domains.*'
        Get-ClusterAccess ann | Revoke-ClusterAccess -Confirm:$false | Should -BeNullOrEmpty
        (Revoke-ClusterAccess -Group ops -Confirm:$false -PassThru).Name | Should -Be ops
        (Get-ClusterAccess).Name | Should -Be bob
    }

    It 'are not made with -WhatIf' {
        Grant-ClusterAccess carol -Role Viewer -WhatIf
        Get-ClusterAccess carol -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -Be 'AccessUnknown,LyttleCluster.Module.GetClusterAccessCommand'
    }

    It 'refuse <case>' -ForEach @(
        @{ case = 'nothing to grant'; call = { Grant-ClusterAccess carol } }
        @{ case = 'a method that there is not'; call = { Grant-ClusterAccess carol -Method Node.Get } }
        @{ case = 'a name of the manager itself'; call = { Grant-ClusterAccess local -Role Admin } }
        @{ case = 'half a fingerprint'; call = { Revoke-ClusterAccess -CertificateFingerprint abcd -Confirm:$false } }
    ) {
        { $ErrorActionPreference = 'Stop'; & $call } | Should -Throw -ErrorId 'AccessSettingInvalid,*'
    }

    It 'can be undone, as revoked certificates can' {
        $print = ('AB:' * 31) + 'AB'
        (Revoke-ClusterAccess -CertificateFingerprint $print -Reason lost -Confirm:$false -PassThru).Name | Should -Be ('ab' * 32)
        Get-ClusterAccess | Where-Object Revoked | ForEach-Object Reason | Should -Be lost
        Get-ClusterOperation -Newest 1 | ForEach-Object Summary | Should -BeLike '*lost*'
        $null = Get-ClusterOperation -Newest 1 | Undo-ClusterOperation
        Get-ClusterAccess | Where-Object Revoked | Should -BeNullOrEmpty
    }

    It 'ask before they are taken back, and are not where nobody can be asked' {
        $null = Grant-ClusterAccess dora -Role Viewer
        $shell = Invoke-Shell "Import-Module '$(Get-ModuleManifest)'; `$null = Connect-Cluster '$((Get-ClusterConnection).Path)'; try { Revoke-ClusterAccess dora } catch { `$_.FullyQualifiedErrorId }"
        $shell.Output | Should -BeLike 'ConfirmationNotPossible*'
        (Get-ClusterAccess dora).Role | Should -Be Viewer
    }
}

Describe 'Tokens' {
    BeforeAll {
        $state = New-StatePath
        $null = Connect-Cluster $state
    }
    AfterAll { Disconnect-Cluster }

    It 'give their secret once, as a SecureString, and to nobody else' {
        $token = New-ClusterToken ci -Role Operator
        $token.Secret | Should -BeOfType ([securestring])
        $secret = $token.Secret | ConvertFrom-SecureString -AsPlainText
        $secret | Should -Match '^lyttle_[A-Za-z0-9_-]{43}$'
        "$token $($token | Out-String) $($token | ConvertTo-Json) $($token | Format-List * | Out-String)" | Should -Not -Match ([regex]::Escape($secret))
        (Get-ClusterToken ci).Secret | Should -BeNullOrEmpty
        "$(Get-ClusterOperation -Newest 1 | ConvertTo-Json -Depth 9)" | Should -Not -Match ([regex]::Escape($secret))
        Get-FileText (Split-Path $state) | Should -Not -Match ([regex]::Escape($secret))
        ($token.ExpiresAt - $token.CreatedAt).TotalDays | Should -Be 90
    }

    It 'go into a new file of mode 0600' {
        $file = "$TestDrive/backup.token"
        (New-ClusterToken backup -Role Viewer -OutFile $file).Secret | Should -BeNullOrEmpty
        Get-Mode $file | Should -Be 600
        Get-Content $file | Should -Match '^lyttle_'
        { New-ClusterToken other -Role Viewer -OutFile $file -ErrorAction Stop } | Should -Throw -ErrorId 'SecretFileExists,*'
        Get-ClusterToken other -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Get-Content $file | Should -HaveCount 1
    }

    It 'say that the secret is lost where its file cannot be written' {
        $null = New-ClusterToken lost -Role Viewer -OutFile "$TestDrive/no/such/folder/lost.token" -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.FullyQualifiedErrorId | Should -BeLike 'SecretFileUnwritable,*'
        $failure[0].ErrorDetails.RecommendedAction | Should -BeLike '*lost*anew*'
    }

    It 'are not made with -WhatIf, nor is their file' {
        New-ClusterToken none -Role Viewer -OutFile "$TestDrive/none.token" -WhatIf
        Test-Path "$TestDrive/none.token" | Should -BeFalse
        Get-ClusterToken none -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'join, or have a role' {
        { New-ClusterToken x -Role Viewer -Join -ErrorAction Stop } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        (Get-Command New-ClusterToken).ParameterSets | ForEach-Object { ($_.Parameters | Where-Object { $_.IsMandatory -and $_.Name -ne 'Name' }).Name } | Should -Be 'Role', 'Join'
    }

    It 'end' {
        (New-ClusterToken agents -Join -Owner ann).IsJoin | Should -BeTrue
        (Get-ClusterToken agents).Owner | Should -Be ann
        (Get-ClusterToken agents | Remove-ClusterToken -Confirm:$false -PassThru).Name | Should -Be agents
        { Remove-ClusterToken agents -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'TokenNotFound,*'
        { Get-ClusterOperation -Newest 1 | Undo-ClusterOperation -ErrorAction Stop } | Should -Throw -ErrorId 'OperationNotReversible,*'
        { New-ClusterToken far -Role Viewer -ExpiresAt (Get-Date).AddDays(500) -ErrorAction Stop } | Should -Throw -ErrorId 'AccessSettingInvalid,*'
    }
}

Describe 'Certificates' {
    BeforeAll {
        Set-Location $TestDrive
        $ca = New-ClusterCertificate 'My CA' -Kind CA
        $signed = @{ CACertificatePath = $ca.Path; CAKeyPath = $ca.KeyPath }
    }
    AfterAll { Set-Location $PSScriptRoot }

    It 'are made as files that openssl trusts, with a key of mode 0600' {
        Split-Path -Leaf $ca.Path | Should -Be 'My_CA.pem'
        $manager = New-ClusterCertificate m -Kind Manager -DnsName m.test -Address 10.0.0.2, ::1 @signed -Path new/folder
        Get-Mode $manager.KeyPath | Should -Be 600
        openssl verify -x509_strict -CAfile $ca.Path -verify_hostname m.test $manager.Path | Should -BeLike '*: OK'
        (openssl x509 -in $manager.Path -noout -fingerprint -sha256).Split('=')[1].Replace(':', '') | Should -Be $manager.Fingerprint
        ($manager.NotAfter - [DateTimeOffset]::UtcNow).TotalDays | Should -BeGreaterThan 364
    }

    It 'name methods and groups' {
        $user = New-ClusterCertificate ann -Kind User -Method Nodes.*, Domains.Get -Group ops @signed -Days 7
        $user.Methods | Should -Be 'Nodes.*', 'Domains.Get'
        openssl x509 -in $user.Path -noout -text | Out-String | Should -BeLike '*1.3.6.1.4.1.9586.100.7.1*Nodes.*Domains.Get*1.3.6.1.4.1.9586.100.7.2*ops*'
    }

    It 'are never overwritten' {
        $before = Get-FileHash $ca.Path, $ca.KeyPath
        { New-ClusterCertificate 'My CA' -Kind CA } | Should -Throw -ErrorId 'CertificateFileExists,*'
        Remove-Item $ca.Path
        { New-ClusterCertificate 'My CA' -Kind CA } | Should -Throw -ErrorId 'CertificateFileExists,*'
        (Get-FileHash $ca.KeyPath).Hash | Should -Be $before[1].Hash
        $null = New-ClusterCertificate another -Kind CA
    }

    It 'refuse <case>' -ForEach @(
        @{ case = 'a user that no CA signs'; id = 'CertificateSettingInvalid'; call = { New-ClusterCertificate bob -Kind User } }
        @{ case = 'a CA that a CA signs'; id = 'CertificateSettingInvalid'; call = { New-ClusterCertificate bob -Kind CA -CACertificatePath another.pem -CAKeyPath another.key } }
        @{ case = 'a manager that nobody reaches'; id = 'CertificateSettingInvalid'; call = { New-ClusterCertificate m2 -Kind Manager -CACertificatePath another.pem -CAKeyPath another.key } }
        @{ case = 'methods that are no patterns'; id = 'CertificateSettingInvalid'; call = { New-ClusterCertificate bob -Kind User -Method 'Nodes Get' -CACertificatePath another.pem -CAKeyPath another.key } }
        @{ case = 'a CA that is not there'; id = 'CertificateFileUnreadable'; call = { New-ClusterCertificate bob -Kind User -CACertificatePath none.pem -CAKeyPath none.key } }
    ) {
        { & $call } | Should -Throw -ErrorId "$id,*"
        'bob.pem', 'bob.key', 'm2.key' | Where-Object { Test-Path $_ } | Should -BeNullOrEmpty
    }

    It 'are not made with -WhatIf' {
        New-ClusterCertificate none -Kind CA -WhatIf
        Test-Path none.key | Should -BeFalse
    }

    It 'stay in their folder, whatever their name' {
        $made = New-ClusterCertificate '../../x/..' -Kind CA -Path inside
        Split-Path $made.Path | Should -Be (Join-Path $TestDrive inside)
    }
}

Describe 'Owners of domains' {
    It 'are set, shown, kept and cleared' {
        $null = Connect-Cluster (New-StatePath)
        (Set-ClusterDomain shop.example.com -RedirectTo https://example.com -Owner ann, ops).Owners | Should -Be 'ann', 'ops'
        (Set-ClusterDomain shop.example.com -RedirectTo https://example.org).Owners | Should -Be 'ann', 'ops'
        Get-ClusterDomain shop.example.com -Cached | Format-List | Out-String | Should -Match 'Owners\s+: ann, ops'
        (Set-ClusterDomain shop.example.com -Owner $null).Owners | Should -BeNullOrEmpty
        Disconnect-Cluster
    }
}
