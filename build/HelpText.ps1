# What PlatyPS 1.0 leaves to be done, by functions for Update-Help.ps1.

# From the page all that people wrote, from the cmdlet all else. Update-MarkdownCommandHelp does not serve: it mixes the texts of
# the page with those of the installed help, sentence by sentence, so that each run makes them longer.
function Copy-WrittenText($Page, $Help) {
    foreach ($text in 'Synopsis', 'Description', 'Notes') { $Help.$text = $Page.$text }
    foreach ($list in 'Examples', 'Inputs', 'Outputs', 'RelatedLinks') {
        $Help.$list.Clear()
        foreach ($item in $Page.$list) { $Help.$list.Add($item) }
    }
    foreach ($parameter in $Help.Parameters) {
        $written = $Page.Parameters | Where-Object Name -EQ $parameter.Name
        if ($written) { $parameter.Description, $parameter.DefaultValue = $written.Description, $written.DefaultValue }
    }
}

# PlatyPS does not see that compiled cmdlets have the common parameters too.
function Set-CommonParameters($Help) {
    $Help.HasCmdletBinding = $true
    foreach ($syntax in $Help.Syntax) { $syntax.HasCmdletBinding = $true }
}

# A page without what changes by itself (the byte order mark, the date, blanks at line ends) and without the aliases there are not.
function Set-PlainPage([string] $Path) {
    $text = [IO.File]::ReadAllText($Path) -replace "`r", '' -replace '(?m)^ms\.date:.*\n', '' -replace '(?m)[ \t]+$', '' -replace '(?s)## ALIASES\n.*?(?=## DESCRIPTION)', ''
    [IO.File]::WriteAllText($Path, $text.TrimEnd() + "`n")
}

# The list of cmdlets below its heading, anew from their synopses; what stands above it stays.
function Set-ModulePage([string] $Path, $Help) {
    $heading = "## LyttleCluster Cmdlets`n"
    $above = [IO.File]::ReadAllText($Path).Split($heading)[0]
    $entries = $Help | ForEach-Object { "`n### [$($_.Title)]($($_.Title).md)`n`n$($_.Synopsis)`n" }
    [IO.File]::WriteAllText($Path, $above + $heading + -join $entries)
}

# MAML as Get-Help shows it best. PlatyPS writes markdown fences into examples, the description of the cmdlet as that of its
# output, no default values, and an empty link.
function Set-ReadableMaml([string] $Path, $Help, [string] $Destination) {
    $xml = [xml]::new()
    $xml.Load($Path)
    $names = [System.Xml.XmlNamespaceManager]::new($xml.NameTable)
    'maml', 'command', 'dev' | ForEach-Object { $names.AddNamespace($_, $xml.DocumentElement.GetNamespaceOfPrefix($_)) }
    foreach ($command in $xml.SelectNodes('//command:command', $names)) {
        $source = $Help | Where-Object Title -EQ $command.SelectSingleNode('command:details/command:name', $names).InnerText
        Set-Paragraphs $command.SelectSingleNode('maml:description', $names) $source.Description
        Set-Examples $command $source $names
        Set-Types $command.SelectNodes('command:inputTypes/command:inputType', $names) $source.Inputs $names
        Set-Types $command.SelectNodes('command:returnValues/command:returnValue', $names) $source.Outputs $names
        foreach ($parameter in $command.SelectNodes('command:parameters/command:parameter', $names)) { Set-DefaultValue $parameter $source $names }
        foreach ($link in $command.SelectNodes('command:relatedLinks/maml:navigationLink', $names)) { Set-Link $link $names }
        $alert = $command.SelectSingleNode('maml:alertSet[not(normalize-space())]', $names)
        if ($alert) { $null = $command.RemoveChild($alert) }
    }
    $settings = [System.Xml.XmlWriterSettings]@{ Indent = $true; NewLineChars = "`n"; Encoding = [Text.UTF8Encoding]::new($false) }
    $writer = [System.Xml.XmlWriter]::Create($Destination, $settings)
    try { $xml.Save($writer) } finally { $writer.Dispose() }
    [IO.File]::AppendAllText($Destination, "`n")
}

# One element a paragraph, so that Get-Help wraps each to the width of the window.
function Set-Paragraphs([System.Xml.XmlElement] $Element, [string] $Text) {
    $Element.RemoveAll()
    foreach ($paragraph in ($Text -replace "`r").Trim() -split '\n{2,}') { Add-Element $Element maml:para $paragraph }
}

# "PS> " before what is typed; what is written as it is; then the words on it.
function Set-Examples([System.Xml.XmlElement] $Command, $Source, $Names) {
    $elements = $Command.SelectNodes('command:examples/command:example', $Names)
    for ($i = 0; $i -lt $elements.Count; $i++) {
        $elements[$i].SelectSingleNode('maml:title', $Names).InnerText = "--------- $($Source.Examples[$i].Title) ---------"
        $introduction = $elements[$i].SelectSingleNode('maml:introduction', $Names)
        $introduction.RemoveAll()
        $parts = ($Source.Examples[$i].Remarks -replace "`r").Trim() -split '(?ms)^(```\w+\n.*?\n```)$' | ForEach-Object { Get-PlainPart $_ }
        # One element with lines of its own: Get-Help sets several of them side by side.
        Add-Element $introduction maml:para ($parts -join "`n`n")
    }
}

function Get-PlainPart([string] $Part) {
    $lines = $Part.Trim() -split '\n'
    if ($lines[0] -eq '') { return }
    if (-not $lines[0].StartsWith('```')) { return $lines -join "`n" }
    $code = $lines | Select-Object -Skip 1 | Select-Object -SkipLast 1
    if ($lines[0] -eq '```powershell') { $code = ($code -replace '^', '    ' -join "`n") -replace '\A    ', 'PS> ' }
    $code -join "`n"
}

function Set-Types($Elements, $Types, $Names) {
    for ($i = 0; $i -lt $Elements.Count; $i++) {
        $description = $Elements[$i].SelectSingleNode('maml:description', $Names)
        if ($description) { Set-Paragraphs $description $Types[$i].Description }
    }
}

function Set-DefaultValue([System.Xml.XmlElement] $Parameter, $Source, $Names) {
    $value = ($Source.Parameters | Where-Object Name -EQ $Parameter.SelectSingleNode('maml:name', $Names).InnerText).DefaultValue
    if ($value) { Add-Element $Parameter dev:defaultValue $value }
}

# A link to another page is a name to Get-Help; one that leads nowhere is none.
function Set-Link([System.Xml.XmlElement] $Link, $Names) {
    $uri = $Link.SelectSingleNode('maml:uri', $Names)
    if ($Link.SelectSingleNode('maml:linkText', $Names).InnerText -eq 'Online Version' -and -not $uri.InnerText) { $null = $Link.ParentNode.RemoveChild($Link) }
    elseif ($uri.InnerText -notlike 'http*') { $uri.InnerText = '' }
}

function Add-Element([System.Xml.XmlElement] $Parent, [string] $Name, [string] $Text) {
    $element = $Parent.OwnerDocument.CreateElement($Name, $Parent.GetNamespaceOfPrefix($Name.Split(':')[0]))
    $element.InnerText = $Text
    $null = $Parent.AppendChild($element)
}
