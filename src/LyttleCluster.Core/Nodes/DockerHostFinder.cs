using LyttleCluster.Core.Docker;

namespace LyttleCluster.Core.Nodes;

/// <summary>
/// What the docker command's own variables say: <c>DOCKER_HOST</c> (with <c>DOCKER_TLS_VERIFY</c> and <c>DOCKER_CERT_PATH</c>), <c>DOCKER_CONTEXT</c>, and
/// the current context of its <c>config.json</c>; the first of these counts (docs.docker.com, "docker context").
/// </summary>
/// <param name="configurationFolder">The docker command's folder.</param>
/// <param name="variable">Reads a variable of the environment.</param>
internal sealed class DockerHostFinder(string configurationFolder, Func<string, string?> variable)
{
    /// <summary>The source of what <see cref="Find"/> finds.</summary>
    public const string Source = "DockerHost";

    /// <summary>The engine that <c>DOCKER_HOST</c> names; null without one.</summary>
    /// <exception cref="ClusterException"><c>DockerHostInvalid</c>.</exception>
    public ClusterNodeCandidate? Find()
    {
        if (Given("DOCKER_HOST") is not { } host) return null;
        if (!Uri.TryCreate(host, UriKind.Absolute, out var uri)) throw Invalid(host);
        // The command takes an empty DOCKER_TLS_VERIFY for no.
        var tls = uri.Scheme == "tcp" && Given("DOCKER_TLS_VERIFY") is not null ? Given("DOCKER_CERT_PATH") ?? configurationFolder : null;
        return new ClusterNodeCandidate
        {
            Name = NameOf(uri),
            Source = Source,
            Docker = uri,
            DockerCACertificatePath = File(tls, "ca.pem"),
            DockerCertificatePath = File(tls, "cert.pem"),
            DockerKeyPath = File(tls, "key.pem"),
            Description = "what DOCKER_HOST names",
            IsCurrent = true,
        };
    }

    /// <summary>The context that the docker command uses now; null when it is none of the files: the default one, or <c>DOCKER_HOST</c>.</summary>
    public string? CurrentContext()
    {
        if (Given("DOCKER_HOST") is not null) return null;
        var name = Given("DOCKER_CONTEXT") ?? DockerConfigurationFile.CurrentContext(configurationFolder);
        return name == "default" ? null : name;
    }

    private string? Given(string name) => variable(name) is { Length: > 0 } value ? value : null;

    private static string? File(string? folder, string name)
    {
        if (folder is null) return null;
        var file = Path.GetFullPath(Path.Combine(folder, name));
        return System.IO.File.Exists(file) ? file : null;
    }

    // An engine of this machine gets the machine's name.
    private static string NameOf(Uri uri) => uri.Scheme is "unix" or "npipe" ? Environment.MachineName : SshTarget.TryParse(uri)?.Host ?? uri.Host;

    private static ClusterException Invalid(string host) => new(
        "DockerHostInvalid", ClusterErrorCategory.InvalidArgument,
        $"The variable DOCKER_HOST ('{host}') names no engine.",
        "Set it to an address such as ssh://user@host, or remove it.") { TargetName = "DOCKER_HOST" };
}
