using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Tests.NginxConfiguration;

/// <summary>Entries of each kind, to begin a test with.</summary>
internal static class Entries
{
    public static NginxEntry Proxy(string name = "app.example.test", params string[] upstreams) => new()
    {
        Names = [name],
        Kind = NginxEntryKind.Proxy,
        Upstreams = [.. (upstreams.Length == 0 ? ["http://127.0.0.1:8080"] : upstreams).Select(one => new NginxUpstream(Address(one)))],
    };

    public static NginxEntry Redirect(string to = "https://other.example.test/", string name = "old.example.test") =>
        new() { Names = [name], Kind = NginxEntryKind.Redirect, RedirectTo = to };

    public static NginxEntry Root(string folder = "/srv/www/site") => new() { Names = ["files.example.test"], Kind = NginxEntryKind.Root, Root = folder };

    /// <summary>What was typed; .NET has no Uri for some of it.</summary>
    public static Uri Address(string text) => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri) ? uri : new Uri("invalid:", UriKind.RelativeOrAbsolute);

    /// <summary>The entry in its normal form; it has to be a good one.</summary>
    public static NginxEntry Normal(this NginxEntry entry)
    {
        var (normal, problems) = NginxEntryRules.Normalise(entry);
        Assert.Empty(problems);
        return normal;
    }

    /// <summary>The ErrorIds of what is wrong with it, each once.</summary>
    public static string[] Wrong(this NginxEntry entry) => [.. NginxEntryRules.Normalise(entry).Problems.Select(problem => problem.ErrorId).Distinct()];
}
