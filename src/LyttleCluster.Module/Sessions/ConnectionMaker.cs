using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Connections before they are opened.</summary>
internal static class ConnectionMaker
{
    private const string Manager = "LYTTLECLUSTER_MANAGER";
    private const string TokenFile = "LYTTLECLUSTER_TOKEN_FILE";
    private const string Certificate = "LYTTLECLUSTER_CERTIFICATE";
    private const string Key = "LYTTLECLUSTER_KEY";
    private const string CACertificate = "LYTTLECLUSTER_CA";
    private const string Fingerprint = "LYTTLECLUSTER_FINGERPRINT";

    /// <summary>One to a state file.</summary>
    public static ClusterConnection ToFile(string path, bool forced = false) => new()
    {
        Kind = ConnectionKind.File,
        Path = path,
        Forced = forced,
        ConnectedAt = TimeProvider.System.GetUtcNow(),
    };

    /// <summary>One to a manager; who proves it is added by the caller.</summary>
    public static ClusterConnection ToManager(Uri manager) => new()
    {
        Kind = ConnectionKind.Manager,
        Uri = manager,
        ConnectedAt = TimeProvider.System.GetUtcNow(),
    };

    /// <summary>
    /// The one that counts when nothing was connected: to the manager of <c>LYTTLECLUSTER_MANAGER</c>, with the token or the certificate that the other
    /// variables name, else to the file of <c>LYTTLECLUSTER_STATE</c>, else to the user's own file.
    /// </summary>
    /// <param name="environment">Reads a variable; null or empty when it is not set.</param>
    /// <exception cref="ClusterException"><c>ManagerVariableInvalid</c>.</exception>
    public static ClusterConnection OfEnvironment(Func<string, string?> environment)
    {
        if (Text(Manager) is not { } manager) return ToFile(ClusterFactory.DefaultPath);
        return ToManager(Uri.TryCreate(manager, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri! : throw ModuleErrors.ManagerVariableInvalid(Manager, manager)) with
        {
            TokenFile = File(TokenFile),
            CertificatePath = File(Certificate),
            KeyPath = File(Key),
            CACertificatePath = File(CACertificate),
            CertificateFingerprint = Text(Fingerprint),
        };

        string? Text(string variable) => environment(variable) is { Length: > 0 } value ? value : null;

        string? File(string variable) => Text(variable) is { } path ? Path.GetFullPath(path) : null;
    }
}
