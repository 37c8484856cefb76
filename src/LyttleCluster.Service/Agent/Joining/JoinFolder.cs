using System.Security.Cryptography;
using LyttleCluster.Service.Hosting;

namespace LyttleCluster.Service.Agent.Joining;

/// <summary>
/// The agent's own key and what it was given for it, below its data folder. The key is made once, with mode 0600, and never leaves the host. The certificate
/// and the CAs that came with it are one file, so that one rename switches both.
/// </summary>
internal sealed class JoinFolder(string dataFolder, Action<string>? onStep)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string _folder = Path.Combine(dataFolder, "join");

    public string KeyFile => Path.Combine(_folder, "key.pem");

    public string CertificateFile => Path.Combine(_folder, "certificate.pem");

    /// <summary>The key; made where there is none.</summary>
    /// <exception cref="ClusterException"><c>AgentJoinKeyDamaged</c>, <c>AgentJoinNotStored</c>, or others may read it (<c>ServiceFileTooOpen</c>).</exception>
    public ECDsa Key()
    {
        if (!File.Exists(KeyFile)) Write(KeyFile, NewKey(), "key");
        PrivateFile.MustBeOwners(AgentFlags.Data.Option, KeyFile);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(PrivateFile.ReadText(AgentFlags.Data.Option, KeyFile));
            return key;
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw JoinAgentErrors.KeyDamaged(KeyFile);
        }
    }

    /// <summary>What the agent was given; null when it was given nothing, or cannot use it (it is given again then).</summary>
    public JoinCertificate? Certificate(ECDsa key)
    {
        if (!File.Exists(CertificateFile)) return null;
        try
        {
            return JoinCertificate.Parse(PrivateFile.ReadText(AgentFlags.Data.Option, CertificateFile), key);
        }
        catch (ClusterException)
        {
            return null;
        }
    }

    /// <summary>Keeps what the agent was given, in place of what it had.</summary>
    public void Store(JoinCertificate certificate) => Write(CertificateFile, certificate.Pem, "certificate");

    private static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private void Write(string path, string text, string what)
    {
        try
        {
            MakeFolder();
            OwnersFile.Replace(path, text, onStep is null ? null : step => onStep($"{step} {what}"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw JoinAgentErrors.NotStored(path, failure.Message.TrimEnd('.'));
        }
    }

    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(_folder);
        else Directory.CreateDirectory(_folder, OwnerOnly);
    }
}
