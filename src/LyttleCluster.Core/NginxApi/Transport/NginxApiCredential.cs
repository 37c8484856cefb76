namespace LyttleCluster.Core.NginxApi;

/// <summary>How what lets us in is sent. Only one header ever goes out: a bad bearer token is refused even beside a good key.</summary>
internal static class NginxApiCredential
{
    /// <summary>The header for a key.</summary>
    public static (string Name, string Value) HeaderOf(string key) => IsToken(key) ? Bearer(key) : ("X-API-Key", key);

    public static (string Name, string Value) Bearer(string token) => ("Authorization", "Bearer " + token);

    /// <summary>Whether it can be sent in a header at all.</summary>
    public static bool IsSendable(string key) => key.Length > 0 && !key.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>User and password, for servers that have a login; null when the key is no such pair.</summary>
    public static (string User, string Password)? LoginOf(string? key) =>
        key?.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon < key.Length - 1 ? (key[..colon], key[(colon + 1)..]) : null;

    /// <summary>Whether it is a signed token (RFC 7519: base64url of an object that begins with <c>{"</c>, and two more parts).</summary>
    private static bool IsToken(string key) => key.StartsWith("eyJ", StringComparison.Ordinal) && key.Count(character => character == '.') == 2;
}
