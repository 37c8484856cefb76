using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>Entries for tests, normalised as whoever sends them has them.</summary>
internal static class Entries
{
    public static NginxEntry Proxy(string name, string upstream = "http://127.0.0.1:18080", bool tls = false, string custom = "") =>
        Normal(new NginxEntry { Names = [name], Kind = NginxEntryKind.Proxy, Upstreams = [new NginxUpstream(new Uri(upstream))], Tls = tls, Custom = custom });

    public static NginxEntry Redirect(string name, string to = "https://app.example.test/new") =>
        Normal(new NginxEntry { Names = [name], Kind = NginxEntryKind.Redirect, RedirectTo = to });

    public static NginxEntry Normal(NginxEntry entry)
    {
        var (normal, problems) = NginxEntryRules.Normalise(entry);
        Assert.Empty(problems);
        return normal;
    }
}
