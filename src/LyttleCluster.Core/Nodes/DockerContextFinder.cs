using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LyttleCluster.Core.Nodes;

/// <summary>
/// Reads the contexts that the docker command keeps under <c>~/.docker/contexts</c> (or <c>$DOCKER_CONFIG</c>):
/// <c>meta/DIGEST/meta.json</c> holds name and endpoint, <c>tls/DIGEST/docker/{ca,cert,key}.pem</c> the TLS files. What <c>DOCKER_HOST</c> names
/// comes first.
/// </summary>
/// <param name="configurationFolder">The docker command's folder.</param>
/// <param name="variable">Reads a variable of the environment.</param>
internal sealed class DockerContextFinder(string configurationFolder, Func<string, string?> variable)
{
    /// <summary>For the user this process runs as.</summary>
    public static DockerContextFinder ForUser() => new(
        Environment.GetEnvironmentVariable("DOCKER_CONFIG")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker"),
        Environment.GetEnvironmentVariable);

    public async IAsyncEnumerable<Answer<ClusterNodeCandidate>> FindAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var host = new DockerHostFinder(configurationFolder, variable);
        if (Named(host) is { } named) yield return named;
        var current = host.CurrentContext();
        await foreach (var context in ReadAsync(cancellationToken))
        {
            yield return context is { IsValue: true, Value.Name: var name } && name == current ? context.Value with { IsCurrent = true } : context;
        }
    }

    private static Answer<ClusterNodeCandidate>? Named(DockerHostFinder host)
    {
        try
        {
            return host.Find() is { } candidate ? (Answer<ClusterNodeCandidate>)candidate : null;
        }
        catch (ClusterException failure)
        {
            return failure;
        }
    }

    private async IAsyncEnumerable<Answer<ClusterNodeCandidate>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var metaFolder = Path.Combine(configurationFolder, "contexts", "meta");
        if (!Directory.Exists(metaFolder)) yield break;

        foreach (var folder in Directory.EnumerateDirectories(metaFolder).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return await ReadAsync(folder, cancellationToken);
        }
    }

    private async Task<Answer<ClusterNodeCandidate>> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "meta.json");
        try
        {
            await using var stream = File.OpenRead(file);
            var meta = await JsonNode.ParseAsync(stream, cancellationToken: cancellationToken);
            var name = (string?)meta?["Name"];
            var host = (string?)meta?["Endpoints"]?["docker"]?["Host"];
            if (name is null || !Uri.TryCreate(host, UriKind.Absolute, out var uri)) return NodeErrors.ContextUnreadable(file, "it names no Docker endpoint");

            var tls = Path.Combine(configurationFolder, "contexts", "tls", Path.GetFileName(folder), "docker");
            return new ClusterNodeCandidate
            {
                Name = name,
                Source = "DockerContext",
                Docker = uri,
                DockerCACertificatePath = Existing(tls, "ca.pem"),
                DockerCertificatePath = Existing(tls, "cert.pem"),
                DockerKeyPath = Existing(tls, "key.pem"),
                Description = (string?)meta?["Metadata"]?["Description"],
            };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return NodeErrors.ContextUnreadable(file, failure.Message);
        }
    }

    private static string? Existing(string folder, string name)
    {
        var file = Path.Combine(folder, name);
        return File.Exists(file) ? file : null;
    }
}
