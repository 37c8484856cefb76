using System.Globalization;
using static LyttleCluster.Core.NginxConfiguration.NginxWord;

namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>Writes one normalised entry: its group of upstreams and its server blocks.</summary>
internal sealed class NginxEntryWriter(NginxText text, NginxEntry entry, NginxRendering rendering)
{
    /// <summary>Ours alone, so that it cannot clash with a map of the operator's.</summary>
    public const string ConnectionVariable = "$lyttle_cluster_connection";

    private const string AcmePath = "/.well-known/acme-challenge/";
    private readonly string _fingerprint = entry.Fingerprint();
    private readonly CustomConfiguration _custom = CustomConfiguration.Parse(entry.Custom, out var why) ?? throw new ArgumentException(why, nameof(entry));
    private readonly NginxUpstreamWriter? _upstreams = entry.Kind == NginxEntryKind.Proxy ? new NginxUpstreamWriter(text, entry, rendering) : null;

    public void Write()
    {
        _upstreams?.WriteGroup(_fingerprint);
        if (!entry.Tls) WriteServer(certificate: null);
        else if (Certificate() is { } certificate) WriteTls(certificate);
        else WriteWithoutCertificate();
    }

    private (string Certificate, string Key)? Certificate() =>
        entry is { CertificateFile: { } file, CertificateKeyFile: { } key } ? (file, key) : rendering.CertificateOf?.Invoke(entry);

    private void WriteTls((string Certificate, string Key) certificate)
    {
        OpenServer(isTls: false);
        if (entry.Kind == NginxEntryKind.Root) WriteRoot();
        WriteProof();
        WriteAcme();
        text.Open("location /");
        // A request that came without TLS is sent there as it is: 308 keeps its method and body.
        text.Line($"return 308 https://$host{HttpsPort()}$request_uri;");
        text.Close();
        text.Close();
        WriteServer(certificate);
    }

    private void WriteWithoutCertificate()
    {
        text.Line("# No certificate is known for this domain, so it is served without TLS. With one, the server block also gets:");
        text.Line("#   listen 443 ssl;");
        text.Line("#   ssl_certificate /path/of/fullchain.pem;");
        text.Line("#   ssl_certificate_key /path/of/privkey.pem;");
        WriteServer(certificate: null);
    }

    private void WriteServer((string Certificate, string Key)? certificate)
    {
        OpenServer(certificate is not null);
        if (certificate is var (file, key))
        {
            text.Line($"ssl_certificate {Literal(file)};");
            text.Line($"ssl_certificate_key {Literal(key)};");
        }

        if (entry.Kind == NginxEntryKind.Root) WriteRoot();
        foreach (var directive in _custom.Directives)
            if (directive.Block is null && directive.Name != "try_files") text.Line(CustomConfiguration.Line(directive));
        WriteProof();
        foreach (var location in _custom.Locations) WriteLocation(location);
        text.Open("location /");
        WriteAnswer("/");
        // try_files of a server block does not reach into its locations: it is meant for this one.
        foreach (var files in _custom.Directives.Where(one => one.Name == "try_files")) text.Line(CustomConfiguration.Line(files));
        text.Close();
        text.Close();
    }

    private void OpenServer(bool isTls)
    {
        text.Open("server");
        foreach (var listen in isTls ? rendering.HttpsListen : rendering.HttpListen) text.Line(Listen(listen, isTls));
        text.Line($"server_name {string.Join(' ', entry.Names.Select(Literal))};");
    }

    public static string Listen(string arguments, bool isTls) =>
        $"listen {string.Join(' ', arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Literal))}{(isTls ? " ssl" : "")};";

    private void WriteRoot()
    {
        text.Line($"root {Literal(entry.Root!)};");
        if (!_custom.Directives.Any(one => one.Name == "index")) text.Line("index index.html;");
    }

    private void WriteProof()
    {
        if (!rendering.Proof) return;
        text.Open($"location = {NginxProof.Path}");
        text.Line("default_type text/plain;");
        text.Line($"return 200 \"{_fingerprint}\";");
        text.Close();
    }

    /// <summary>Who looks after certificates (ACME, http-01) is answered without TLS: there may be none yet, or one that has run out.</summary>
    private void WriteAcme()
    {
        var own = _custom.Locations.Where(location => location.Path.StartsWith(AcmePath, StringComparison.Ordinal)).ToArray();
        foreach (var location in own) WriteLocation(location);
        if (own.Any(location => location is { Path: AcmePath, IsExact: false })) return;
        text.Open($"location {AcmePath}");
        if (entry.Kind == NginxEntryKind.Redirect) text.Line("return 404;");
        else WriteAnswer(AcmePath);
        text.Close();
    }

    private void WriteLocation(CustomDirective location)
    {
        text.Open(CustomConfiguration.Line(location)[..^2]);
        foreach (var inner in location.Block!) text.Line(CustomConfiguration.Line(inner));
        if (!location.Answers) WriteAnswer(location.Path);
        text.Close();
    }

    /// <summary>What the entry does with requests, in a location of this path.</summary>
    private void WriteAnswer(string path)
    {
        if (_upstreams is not null) _upstreams.WritePass(path, _fingerprint);
        else if (RedirectTarget.Of(entry) is { } target) text.Line($"return {entry.RedirectStatus.ToString(CultureInfo.InvariantCulture)} {Redirect(target)};");
    }

    private string Redirect(RedirectTarget target)
    {
        if (!entry.RedirectKeepPath) return Literal(target.Text);
        // The request's own path begins with a slash.
        Literal(target.Text);
        return WithVariables(target.Text.TrimEnd('/') + "$request_uri");
    }

    private string HttpsPort()
    {
        var ports = rendering.HttpsListen.Select(Port).ToArray();
        return ports.Length == 0 || ports.Contains(443) ? "" : ":" + ports[0].ToString(CultureInfo.InvariantCulture);
    }

    private static int Port(string listen)
    {
        var address = listen.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(address.AsSpan(address.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 443;
    }
}
