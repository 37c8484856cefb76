using System.Management.Automation;
using System.Net;
using System.Security;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Opens a cluster and makes it the session's default.</summary>
[Cmdlet(VerbsCommunications.Connect, "Cluster", DefaultParameterSetName = ToFile)]
[OutputType(typeof(ClusterConnection))]
public sealed class ConnectClusterCommand : ClusterCmdlet
{
    private const string ToFile = "Path";
    private const string ToManager = "Manager";

    /// <summary>The state file; made where there is none. Without it, what the environment names: a manager, a file, else this user's file.</summary>
    [Parameter(Position = 0, ParameterSetName = ToFile)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Make changes of the file although a manager holds it.</summary>
    [Parameter(ParameterSetName = ToFile)]
    public SwitchParameter Force { get; set; }

    /// <summary>The manager: https://host:6977, or http:// on its own host.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ToManager)]
    [ManagerUriArgument]
    [ValidateNotNull]
    public Uri Manager { get; set; } = null!;

    /// <summary>The certificate that proves who you are (a PEM file).</summary>
    [Parameter(ParameterSetName = ToManager)]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>The key of that certificate (a PEM file); the certificate's own file unless given.</summary>
    [Parameter(ParameterSetName = ToManager)]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>The CA that signed the manager's certificate (a PEM file); the machine's own trust unless given.</summary>
    [Parameter(ParameterSetName = ToManager)]
    [ValidateNotNullOrEmpty]
    public string? CACertificatePath { get; set; }

    /// <summary>The SHA-256 fingerprint of the one certificate of the manager that is trusted, whoever signed it.</summary>
    [Parameter(ParameterSetName = ToManager)]
    [ValidateNotNullOrEmpty]
    public string? CertificateFingerprint { get; set; }

    /// <summary>A token that proves who you are.</summary>
    [Parameter(ParameterSetName = ToManager)]
    [ValidateNotNull]
    public SecureString? Token { get; set; }

    /// <summary>The same out of a file that only its owner may read (mode 0600).</summary>
    [Parameter(ParameterSetName = ToManager)]
    [ValidateNotNullOrEmpty]
    public string? TokenFile { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var sessions = RunspaceSessions.Current;
        var session = sessions.Get(Given(Wanted));
        Await(session.OpenAsync);
        sessions.Choose(session.Connection);
        WriteObject(session.Connection with { IsDefault = true });
    }

    private ClusterConnection Wanted()
    {
        if (ParameterSetName == ToManager) return WantedManager();
        if (Path is not null) return ConnectionMaker.ToFile(FullPath(Path)!, Force);
        return Force ? ConnectionMaker.ToFile(ClusterFactory.DefaultPath, forced: true) : ConnectionMaker.OfEnvironment(Environment.GetEnvironmentVariable);
    }

    private ClusterConnection WantedManager()
    {
        if (Token is not null && TokenFile is not null) throw ModuleErrors.TokenGivenTwice();
        return ConnectionMaker.ToManager(Manager) with
        {
            CertificatePath = FullPath(CertificatePath),
            KeyPath = FullPath(KeyPath),
            CACertificatePath = FullPath(CACertificatePath),
            CertificateFingerprint = CertificateFingerprint,
            TokenFile = FullPath(TokenFile),
            TokenId = Token is null ? null : KeptTokens.Keep(new Secret(new NetworkCredential("", Token).Password)),
        };
    }

    private string? FullPath(string? path) => path is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
}
