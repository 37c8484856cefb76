using System.Text.Json;
using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>
/// The fields of an entry as they were sent; null: absent, or said to be null, which means unchanged. Strict: a field that is not known or of another kind is
/// a problem, never left out or converted. What the values mean is not looked at here.
/// </summary>
internal sealed class EntryFields
{
    private static readonly string[] Kinds = ["PROXY", "REDIRECT", "ROOT"];
    private readonly List<(string Field, string Message)> _problems = [];
    private IReadOnlyList<string>? _names;
    private IReadOnlyList<NginxUpstream>? _upstreams;
    private NginxEntryKind? _kind;
    private string? _target;
    private string? _custom;
    private string? _root;
    private string? _certificate;
    private string? _key;
    private bool? _tls;
    private bool? _leastConnections;
    private bool? _keepPath;
    private int? _status;

    private EntryFields()
    {
    }

    /// <summary>What is wrong with their form: field and words.</summary>
    public IReadOnlyList<(string Field, string Message)> Problems => _problems;

    /// <summary>Reads an object.</summary>
    /// <param name="json">The object.</param>
    /// <param name="before">The entry that they change; null: they are a whole entry, which has to have what every entry has.</param>
    public static EntryFields Read(JsonElement json, NginxEntry? before)
    {
        var fields = new EntryFields();
        if (json.ValueKind != JsonValueKind.Object)
        {
            fields.Wrong("entry", "An entry is an object");
            return fields;
        }

        foreach (var property in json.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null || !IsKnown(property.Name))) fields.Take(property.Name, property.Value);
        if (before is null) fields.MustBeWhole();
        else fields.MustFit(before);
        return fields;
    }

    /// <summary>The entry that they make, or that they make of another one.</summary>
    public NginxEntry ApplyTo(NginxEntry? before)
    {
        var kind = _kind ?? before?.Kind ?? NginxEntryKind.Proxy;
        var same = before?.Kind == kind ? before : null;
        return new NginxEntry
        {
            Names = _names ?? before?.Names ?? [],
            Kind = kind,
            Upstreams = _upstreams ?? (kind == NginxEntryKind.Proxy ? Only(_target) ?? same?.Upstreams ?? [] : []),
            LeastConnections = _leastConnections ?? same?.LeastConnections ?? false,
            Root = _root ?? same?.Root,
            RedirectTo = kind == NginxEntryKind.Redirect ? _target ?? same?.RedirectTo : null,
            RedirectStatus = _status ?? same?.RedirectStatus ?? 301,
            RedirectKeepPath = _keepPath ?? same?.RedirectKeepPath ?? false,
            Tls = _tls ?? before?.Tls ?? false,
            CertificateFile = _certificate ?? (_tls == false ? null : before?.CertificateFile),
            CertificateKeyFile = _key ?? (_tls == false ? null : before?.CertificateKeyFile),
            Custom = _custom ?? before?.Custom ?? "",
        };
    }

    private static NginxUpstream[]? Only(string? target) => target is not null && Uri.TryCreate(target, UriKind.Absolute, out var address) ? [new NginxUpstream(address)] : null;

    private static bool IsKnown(string name) => name is "domains" or "proxyPassHost" or "type" or "ssl" or "nginxCustomCode" or "upstreams" or "leastConnections" or "root" or "redirectStatus"
        or "redirectKeepPath" or "certificateFile" or "certificateKeyFile";

    private void Take(string name, JsonElement value)
    {
        switch (name)
        {
            case "domains": _names = Names(value); break;
            case "proxyPassHost": _target = Text(name, value); break;
            case "type": _kind = Kind(value); break;
            case "ssl": _tls = Flag(name, value); break;
            case "nginxCustomCode": _custom = Text(name, value); break;
            case "upstreams": _upstreams = Upstreams(value); break;
            case "leastConnections": _leastConnections = Flag(name, value); break;
            case "root": _root = Text(name, value); break;
            case "redirectStatus": _status = Number(name, value); break;
            case "redirectKeepPath": _keepPath = Flag(name, value); break;
            case "certificateFile": _certificate = Text(name, value); break;
            case "certificateKeyFile": _key = Text(name, value); break;
            default: Wrong(name, $"property {name} should not exist"); break;
        }
    }

    private void MustBeWhole()
    {
        if (_problems.Count > 0) return;
        if (_names is null) Wrong("domains", "domains must be an array");
        if (_kind is null) Wrong("type", $"type must be one of the following values: {string.Join(", ", Kinds)}");
        if (_tls is null) Wrong("ssl", "ssl must be a boolean value");
        var isLost = _kind == NginxEntryKind.Proxy ? _upstreams is null && Only(_target) is null : _kind == NginxEntryKind.Redirect && _target is null;
        if (isLost) WrongTarget();
        if (_kind == NginxEntryKind.Root && _root is null) Wrong("root", "root must be a string");
    }

    /// <summary>A target that cannot be one must not pass for a change: the entry would keep what it has.</summary>
    private void MustFit(NginxEntry before)
    {
        if ((_kind ?? before.Kind) == NginxEntryKind.Proxy && _target is not null && _upstreams is null && Only(_target) is null) WrongTarget();
    }

    private void WrongTarget() => Wrong("proxyPassHost", "proxyPassHost must be an absolute http(s) URL, or an absolute path for redirects");

    private string[]? Names(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)) return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        Wrong("domains", "domains must be an array of strings");
        return null;
    }

    private NginxEntryKind? Kind(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && Array.IndexOf(Kinds, value.GetString()) is >= 0 and var at) return Enum.Parse<NginxEntryKind>(Kinds[at], ignoreCase: true);
        Wrong("type", $"type must be one of the following values: {string.Join(", ", Kinds)}");
        return null;
    }

    private NginxUpstream[]? Upstreams(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array) return [.. value.EnumerateArray().Select(Upstream).OfType<NginxUpstream>()];
        Wrong("upstreams", "upstreams must be an array");
        return null;
    }

    private NginxUpstream? Upstream(JsonElement json)
    {
        Uri? address = null;
        int? weight = null, fails = null, seconds = null;
        if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in json.EnumerateObject())
            {
                switch (property.Name)
                {
                    case "url": Uri.TryCreate(Text("upstreams", property.Value), UriKind.Absolute, out address); break;
                    case "weight": weight = Number("upstreams", property.Value); break;
                    case "maxFails": fails = Number("upstreams", property.Value); break;
                    case "failTimeoutSec": seconds = Number("upstreams", property.Value); break;
                    default: Wrong("upstreams", $"property {property.Name} of upstreams should not exist"); break;
                }
            }
        }

        if (address is null) Wrong("upstreams", "each upstream must be an object with the absolute http(s) URL url");
        return address is null ? null : new NginxUpstream(address, weight ?? 1, fails, seconds);
    }

    private string? Text(string field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        Wrong(field, $"{field} must be a string");
        return null;
    }

    private bool? Flag(string field, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Wrong(field, $"{field} must be a boolean value");
        return null;
    }

    private int? Number(string field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)) return number;
        Wrong(field, $"{field} must have whole numbers");
        return null;
    }

    private void Wrong(string field, string message) => _problems.Add((field, Formatting.Printable.Line(message)));
}
