using System.Collections;
using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Makes the manager, or the agent, a service of this machine: a hardened unit of systemd.</summary>
[Cmdlet(VerbsLifecycle.Install, "ClusterService", SupportsShouldProcess = true)]
[OutputType(typeof(ClusterService))]
public sealed class InstallClusterServiceCommand : ClusterCmdlet
{
    /// <summary>What it does.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public ServiceRole Role { get; set; }

    /// <summary>The service's name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The user it runs as.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    /// <summary>Further groups of that user's for this service, e.g. docker.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Group { get; set; } = [];

    /// <summary>A settings file of yours, used as it is.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SettingsPath { get; set; }

    /// <summary>Any settings, by their names in the settings file.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable Setting { get; set; } = [];

    /// <summary>Further files that the service gets a copy of when it starts, by the names of the settings that take them.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable Credential { get; set; } = [];

    /// <summary>Where it listens.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Listen { get; set; }

    /// <summary>The state file of a manager.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Its certificate and chain (a PEM file); the service gets a copy when it starts.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>The key of that certificate (a PEM file); the service gets a copy when it starts.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>The CA whose certificates prove who callers are (a PEM file).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CACertificatePath { get; set; }

    /// <summary>The CA whose certificates only prove who callers are (a PEM file); for a manager.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? IdentityCACertificatePath { get; set; }

    /// <summary>Only watch, beside the manager that changes.</summary>
    [Parameter]
    public SwitchParameter ReadOnly { get; set; }

    /// <summary>The API keys of an agent; the service gets a copy when it starts.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ApiKeyFile { get; set; }

    /// <summary>The manager that an agent joins.</summary>
    [Parameter]
    [ManagerUriArgument]
    [ValidateNotNull]
    public Uri? Join { get; set; }

    /// <summary>The token that an agent joins with, in a file; the service gets a copy when it starts.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TokenFile { get; set; }

    /// <summary>The root of another file system to write it to, such as that of an image; nothing is started there.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string RootPath { get; set; } = "/";

    /// <summary>Only start it with the machine, not now.</summary>
    [Parameter]
    public SwitchParameter NoStart { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var plan = Given(() => ServiceControl.Plan(Request()));
        var what = $"Install the service {plan.Service.Name}, of these files:{string.Concat(plan.Files.Select(TextOf))}";
        if (ShouldProcess(what, $"{what}{Environment.NewLine}Are you sure?", "Confirm")) WriteObject(Await(token => ServiceControl.InstallAsync(plan, token)));
    }

    private static string TextOf(ServiceFile file) =>
        $"{Environment.NewLine}{Environment.NewLine}--- {file.Path}{(file.IsChanged ? "" : " (is there already)")}{Environment.NewLine}{file.Text.TrimEnd()}";

    private ServiceInstall Request()
    {
        var foreign = Role == ServiceRole.Manager
            ? FirstGiven(nameof(ApiKeyFile), nameof(Join), nameof(TokenFile))
            : FirstGiven(nameof(Path), nameof(IdentityCACertificatePath), nameof(ReadOnly));
        if (foreign is not null) throw ModuleErrors.NotOfThisRole(foreign, Role);
        return new ServiceInstall
        {
            Role = Role,
            Name = Name,
            User = User,
            Groups = Group,
            SettingsPath = FullPath(SettingsPath),
            Settings = Settings(),
            Credentials = Credentials(),
            RootPath = FullPath(RootPath)!,
            NoStart = NoStart,
        };
    }

    private Dictionary<string, object> Settings()
    {
        var settings = Setting.Cast<DictionaryEntry>().ToDictionary(entry => entry.Key.ToString()!, entry => Plain(entry.Value), StringComparer.Ordinal);
        if (Listen is not null) settings["listen"] = Listen;
        if (FullPath(Path) is { } state) settings["state"] = state;
        if (FullPath(CACertificatePath) is { } authority) settings["ca"] = authority;
        if (FullPath(IdentityCACertificatePath) is { } identity) settings["identityCa"] = identity;
        if (ReadOnly) settings["readOnly"] = true;
        if (Join is not null) settings["join"] = Join.OriginalString;
        return settings;
    }

    /// <summary>In the order of a command line, so that the same call gives the same unit.</summary>
    private OrderedDictionary<string, string> Credentials()
    {
        var files = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        if (FullPath(CertificatePath) is { } certificate) files.Add("certificate", certificate);
        if (FullPath(KeyPath) is { } key) files.Add("key", key);
        if (FullPath(ApiKeyFile) is { } keys) files.Add("api-key-file", keys);
        if (FullPath(TokenFile) is { } token) files.Add("token-file", token);
        foreach (var (setting, path) in Credential.Cast<DictionaryEntry>().Select(entry => (Setting: entry.Key.ToString()!, Path: FullPath(entry.Value?.ToString()))).OrderBy(pair => pair.Setting, StringComparer.Ordinal))
            files[FlagOf(setting)] = path ?? "";
        return files;
    }

    /// <summary><c>heartbeatUrlFile</c> is the flag <c>heartbeat-url-file</c>.</summary>
    private static string FlagOf(string setting) => string.Concat(setting.Select(letter => char.IsAsciiLetterUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{letter}"));

    private static object Plain(object? value) => value switch
    {
        PSObject wrapped => Plain(wrapped.BaseObject),
        SwitchParameter given => given.IsPresent,
        IList list => list.Cast<object?>().Select(item => item?.ToString() ?? "").ToArray(),
        bool or string => value,
        null => "",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value,
    };

    private string? FirstGiven(params string[] parameters) => parameters.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey);

    private string? FullPath(string? path) => path is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
}
