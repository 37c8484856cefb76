using System.Globalization;
using System.Text.Json;

namespace LyttleCluster.TestPeers;

/// <summary>What is sent to LyttleNGINX for a row, read as it reads it.</summary>
internal sealed record SimulatedDraft(IReadOnlyList<string>? Domains, string? ProxyPassHost, string? Type, bool? Ssl, string? CustomCode)
{
    private static readonly string[] Fields = ["domains", "proxyPassHost", "nginxCustomCode", "type", "ssl"];

    /// <exception cref="SimulatedBadInput">It is refused.</exception>
    public static SimulatedDraft Parse(byte[] body, bool isPart)
    {
        JsonElement root;
        try
        {
            using var json = JsonDocument.Parse(body.Length == 0 ? "{}"u8.ToArray() : body);
            root = json.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new SimulatedBadInput(null, "Expected property name or '}' in JSON at position 1 (line 1 column 2)");
        }

        if (body.Length > 100 * 1024) throw new SimulatedBadInput("PayloadTooLargeError", "request entity too large");
        var wrong = root.EnumerateObject().Where(field => !Fields.Contains(field.Name)).Select(field => $"property {field.Name} should not exist").ToList();
        var draft = new SimulatedDraft(Domain(root, isPart, wrong), Text(root, "proxyPassHost", isPart, wrong), Text(root, "type", isPart, wrong), Flag(root, isPart, wrong), Text(root, "nginxCustomCode", isPart: true, wrong));
        if (draft.Type is not (null or "PROXY" or "REDIRECT")) wrong.Add("type must be one of the following values: REDIRECT, PROXY");
        return wrong.Count == 0 ? draft : throw new SimulatedBadInput(null, [.. wrong]) { IsList = true };
    }

    /// <summary>Over what is there; what is not said stays.</summary>
    public SimulatedProxy Over(SimulatedProxy? there, int id) => new(
        id,
        [.. (Domains ?? there!.Domains).Select(Normal).Distinct()],
        Target(Type ?? there!.Type, ProxyPassHost ?? there!.ProxyPassHost),
        Type ?? there!.Type,
        Ssl ?? there!.Ssl,
        SimulatedCustomCode.Parse(CustomCode ?? there?.CustomCode ?? "").Render());

    private static IReadOnlyList<string>? Domain(JsonElement root, bool isPart, List<string> wrong)
    {
        if (!root.TryGetProperty("domains", out var list) || list.ValueKind == JsonValueKind.Null)
        {
            if (!isPart) wrong.Add("domains must be an array");
            return null;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            wrong.Add("domains must be an array");
            return null;
        }

        if (list.GetArrayLength() == 0) throw new SimulatedBadInput("DomainValidationError", "At least one domain is required");
        return [.. list.EnumerateArray().Select(item => item.ToString())];
    }

    private static string? Text(JsonElement root, string name, bool isPart, List<string> wrong)
    {
        if (root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null) return value.ToString();
        if (!isPart) wrong.Add(name == "type" ? "type must be one of the following values: REDIRECT, PROXY" : $"{name} must be a string");
        return null;
    }

    /// <summary>Implicit conversion: every text that is not empty is true, "false" too.</summary>
    private static bool? Flag(JsonElement root, bool isPart, List<string> wrong)
    {
        if (root.TryGetProperty("ssl", out var value) && value.ValueKind != JsonValueKind.Null)
        {
            return value.ValueKind switch
            {
                JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
                JsonValueKind.String => value.GetString() is { Length: > 0 },
                JsonValueKind.Number => value.GetDouble() is not 0,
                _ => true,
            };
        }

        if (!isPart) wrong.Add("ssl must be a boolean value");
        return null;
    }

    private static string Normal(string given)
    {
        var domain = given.Trim().ToLowerInvariant();
        if (domain.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '/' or '\\')) throw Bad($"Invalid domain {JsonSerializer.Serialize(given)}: whitespace, control characters, and path separators are not allowed");
        if (domain.EndsWith('.')) domain = domain[..^1];
        var wildcard = domain.StartsWith("*.", StringComparison.Ordinal);
        if (wildcard) domain = domain[2..];
        if (domain.Contains('*')) throw Bad($"Wildcards are only allowed as the left-most label: {JsonSerializer.Serialize(given)}");
        try
        {
            domain = new IdnMapping().GetAscii(domain);
        }
        catch (ArgumentException)
        {
            throw Bad($"Invalid domain {JsonSerializer.Serialize(given)}: could not convert to ASCII");
        }

        if (System.Net.IPAddress.TryParse(domain, out _)) throw Bad($"IP addresses are not valid certificate domains: {JsonSerializer.Serialize(given)}");
        if (!domain.Contains('.')) throw Bad("Domains must be fully-qualified and include at least one dot");
        if (domain.Split('.').FirstOrDefault(label => label.Length is 0 or > 63) is { } label) throw Bad($"Invalid domain label {JsonSerializer.Serialize(label)}");
        return wildcard ? "*." + domain : domain;
    }

    private static string Target(string type, string given)
    {
        var target = given.Trim();
        if (type == "REDIRECT" && target.StartsWith('/')) return target;
        if (target.StartsWith('/') || !System.Uri.TryCreate(target, UriKind.Absolute, out var uri)) throw new SimulatedBadInput(null, "proxyPassHost must be an absolute http(s) URL, or an absolute path for redirects");
        if (uri.Scheme is not ("http" or "https")) throw new SimulatedBadInput(null, "proxyPassHost must use the http or https scheme");
        if (uri.UserInfo.Length > 0) throw new SimulatedBadInput(null, "proxyPassHost must not include embedded credentials");
        return uri.Fragment.Length > 0 ? throw new SimulatedBadInput(null, "proxyPassHost must not include a URL fragment") : uri.AbsoluteUri;
    }

    private static SimulatedBadInput Bad(string message) => new("DomainValidationError", message);
}
