using LyttleCluster.Service.Agent.Nginx.Configuration;
using LyttleCluster.Service.Agent.Nginx.Releases;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Agent.Nginx;

/// <summary>The copy of a configuration in which something else stands in the agent's own file.</summary>
public sealed class TestCopyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_include_of_the_agents_file_is_replaced_on_its_own_line()
    {
        Write("nginx.conf", "events {}\nhttp { # include conf.d/*.conf;\n  include mime.types;\n  include\n    conf.d/*.conf; server { }\n}\n");
        Write("conf.d/a.conf", "# a\n");
        Write("conf.d/own.conf", "# as it is\n");
        Write("conf.d/z.conf", "# z\n");
        var copy = Make("conf.d/own.conf", "# as it will be\n")!;
        Assert.Equal(
            $"events {{}}\nhttp {{ # include conf.d/*.conf;\n  include mime.types;\n  include \"{_folder["conf.d/a.conf"]}\"; include \"{_folder[".lyttle-cluster-test-own0.conf"]}\"; include \"{_folder["conf.d/z.conf"]}\";\n server {{ }}\n}}\n",
            copy.Copies[copy.MainFile].Text);
        Assert.Equal("# as it will be\n", copy.Copies[_folder[".lyttle-cluster-test-own0.conf"]].Text);
        Assert.Equal(
            $"in {_folder["conf.d/own.conf"]}:1\nnginx: configuration file {_folder["nginx.conf"]} test failed",
            copy.InLiveWords($"in {_folder[".lyttle-cluster-test-own0.conf"]}:1\nnginx: configuration file {copy.MainFile} test failed"));
        Assert.All(copy.Copies.Keys, path => Assert.True(TestCopy.IsCopy(Path.GetFileName(path))));
    }

    [Fact]
    public void A_file_between_the_two_is_copied_too_and_the_others_stay()
    {
        Write("nginx.conf", "include parts/*.conf;\n");
        Write("parts/events.conf", "events {}\n");
        Write("parts/http.conf", "http {\n include conf.d/*.conf;\n}\n");
        var copy = Make("conf.d/own.conf", "# new\n")!;
        var part = _folder[".lyttle-cluster-test-part1.conf"];
        Assert.Equal($"include \"{_folder["parts/events.conf"]}\"; include \"{part}\";\n", copy.Copies[copy.MainFile].Text);
        Assert.Equal($"http {{\n include \"{_folder[".lyttle-cluster-test-own0.conf"]}\";\n}}\n", copy.Copies[part].Text);
        Assert.Equal(_folder["parts/http.conf"], copy.Originals[part].Path);
        // What nginx then shows is read as if it were live.
        var dump = string.Concat(new[] { copy.MainFile, part, _folder[".lyttle-cluster-test-own0.conf"] }.Select(path => $"# configuration file {path}:\n{copy.Copies[path].Text}\n"));
        var layout = NginxLayout.From(ConfigurationFiles.FromDump(dump, copy.Originals)!, NginxBuild.Parse("nginx version: nginx/1.22.1"));
        Assert.Equal((_folder["nginx.conf"], _folder["conf.d/lyttle-cluster-release.conf"]), (layout.MainFile, layout.SnippetFile));
    }

    [Fact]
    public void Without_a_text_the_file_is_left_out_and_without_an_include_there_is_no_copy()
    {
        Write("nginx.conf", "http { include conf.d/*.conf; }\n");
        Write("conf.d/own.conf", "# as it is\n");
        var copy = Make("conf.d/own.conf", null)!;
        Assert.Equal("http {  }\n", copy.Copies[copy.MainFile].Text);
        Assert.Single(copy.Copies);
        Assert.Null(Make("sites/own.conf", "# new\n"));
    }

    [Fact]
    public void The_agents_file_says_what_it_includes_and_answers()
    {
        foreach (var snippet in new[] { new ReleaseSnippet(61500, "r-1"), new ReleaseSnippet(61500, "r-1") { Folder = "/var/lib/x y/releases/r" }, new ReleaseSnippet(null, null) { Folder = "/data/r" } })
            Assert.Equal(snippet, ReleaseSnippet.Parse(snippet.Render()));
        Assert.Null(ReleaseSnippet.Parse("include \"/etc/nginx/other.conf\";"));
    }

    private TestCopy? Make(string own, string? text) => TestCopy.Make(ConfigurationFiles.FromDisk(_folder["nginx.conf"], path => path), _folder[own], text);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], text);
    }
}
