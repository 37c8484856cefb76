using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Tests.Nodes;

public sealed class DockerContextFinderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lyttle-docker-").FullName;
    private readonly Dictionary<string, string> _variables = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Contexts_of_every_transport_with_their_tls_files()
    {
        AddContext("a", "ssh://me@web1", "shell");
        AddContext("b", "tcp://web2:2376", "secure");
        AddContext("c", "npipe:////./pipe/docker_engine", "windows");
        var tls = Directory.CreateDirectory(Path.Combine(_folder, "contexts", "tls", "b", "docker")).FullName;
        foreach (var file in new[] { "ca.pem", "cert.pem", "key.pem" }) File.WriteAllText(Path.Combine(tls, file), "");

        var found = await FindAsync();
        Assert.Equal([("shell", "ssh://me@web1"), ("secure", "tcp://web2:2376"), ("windows", "npipe:////./pipe/docker_engine")], found.Select(one => (one.Name, one.Docker!.OriginalString)));
        Assert.Equal(Path.Combine(tls, "cert.pem"), found[1].DockerCertificatePath);
        Assert.All(found, one => Assert.Equal(("DockerContext", false), (one.Source, one.IsCurrent)));
    }

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("default", null, null, null)]
    [InlineData("one", null, null, "one")]
    [InlineData("one", "two", null, "two")]
    [InlineData("one", "default", null, null)]
    [InlineData("one", "two", "ssh://web9", "web9")]
    public async Task The_current_one_is_marked(string? configured, string? context, string? host, string? expected)
    {
        AddContext("1", "ssh://web1", "one");
        AddContext("2", "ssh://web2", "two");
        if (configured is not null) File.WriteAllText(Path.Combine(_folder, "config.json"), $$"""{ "currentContext": "{{configured}}" }""");
        if (context is not null) _variables["DOCKER_CONTEXT"] = context;
        if (host is not null) _variables["DOCKER_HOST"] = host;
        Assert.Equal(expected, (await FindAsync()).SingleOrDefault(one => one.IsCurrent)?.Name);
    }

    [Fact]
    public async Task The_host_of_the_environment_comes_with_its_tls_files()
    {
        _variables["DOCKER_HOST"] = "tcp://web1:2376";
        _variables["DOCKER_TLS_VERIFY"] = "1";
        _variables["DOCKER_CERT_PATH"] = _folder;
        File.WriteAllText(Path.Combine(_folder, "ca.pem"), "");
        var found = Assert.Single(await FindAsync());
        Assert.Equal(("web1", "DockerHost", true), (found.Name, found.Source, found.IsCurrent));
        Assert.Equal((Path.Combine(_folder, "ca.pem"), null), (found.DockerCACertificatePath, found.DockerKeyPath));

        _variables["DOCKER_TLS_VERIFY"] = "";
        Assert.Null(Assert.Single(await FindAsync()).DockerCACertificatePath);
    }

    [Fact]
    public async Task A_host_that_names_nothing_is_an_error_beside_the_contexts()
    {
        AddContext("1", "ssh://web1", "one");
        _variables["DOCKER_HOST"] = "nonsense";
        var answers = await Finder.FindAsync(CancellationToken.None).ToListAsync();
        Assert.Equal(["DockerHostInvalid", null], answers.Select(answer => answer.Failure?.ErrorId));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{ "currentContext": 5 }""")]
    [InlineData("""{ "currentContext": "" }""")]
    public async Task A_damaged_configuration_marks_nothing(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), text);
        AddContext("1", "ssh://web1", "one");
        Assert.False(Assert.Single(await FindAsync()).IsCurrent);
    }

    private DockerContextFinder Finder => new(_folder, name => _variables.GetValueOrDefault(name));

    private async Task<List<ClusterNodeCandidate>> FindAsync() => [.. (await Finder.FindAsync(CancellationToken.None).ToListAsync()).Select(answer => answer.Value!)];

    private void AddContext(string digest, string host, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "contexts", "meta", digest)).FullName;
        File.WriteAllText(Path.Combine(folder, "meta.json"), $$"""{ "Name": "{{name}}", "Endpoints": { "docker": { "Host": "{{host}}" } } }""");
    }
}
