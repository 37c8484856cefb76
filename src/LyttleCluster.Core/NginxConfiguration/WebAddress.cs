using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>
/// An http or https address, read strictly and from what was typed: .NET's Uri decodes, trims and guesses. <see cref="ToString"/> gives what
/// <c>new URL(x).toString()</c> gives in LyttleNGINX.
/// </summary>
/// <param name="Scheme">http or https.</param>
/// <param name="Host">A name in lower case and punycode, an IPv4 address, or an IPv6 address in brackets.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Path">Begins with a slash.</param>
/// <param name="Rest">Query and fragment with their signs, or nothing.</param>
internal sealed record WebAddress(string Scheme, string Host, int Port, string Path, string Rest)
{
    private const int Longest = 2000;
    private const int HttpPort = 80;
    private const int HttpsPort = 443;
    private static readonly SearchValues<char> PathLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!&()*+,=:@/%");
    private static readonly SearchValues<char> IPv6Letters = SearchValues.Create("0123456789abcdefABCDEF:.");
    private static readonly SearchValues<char> RestLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!&()*+,=:@/%?[]");

    public bool HasDefaultPort => Port == DefaultPort(Scheme);

    /// <summary>Host and port, always both.</summary>
    public string Authority => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <summary>The host without an IPv6 address's brackets.</summary>
    public string PlainHost => Host.Trim('[', ']');

    /// <summary>Whether the host is an address, not a name.</summary>
    public bool IsNumeric => Host[0] == '[' || (char.IsAsciiDigit(Host[0]) && IPAddress.TryParse(Host, out _));

    /// <summary>Reads an address; null, with the reason, when it is none.</summary>
    public static WebAddress? Parse(string text, out string? why)
    {
        why = null;
        var scheme = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "http" : text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https" : null;
        if (text.Length > Longest) why = $"it is longer than {Longest} characters";
        else if (scheme is null) why = "it does not begin with http:// or https://";
        if (why is not null) return null;
        var rest = text[(scheme!.Length + 3)..];
        var end = rest.AsSpan().IndexOfAny('/', '?', '#');
        var authority = end < 0 ? rest : rest[..end];
        var tail = end < 0 ? "" : rest[end..];
        if (ReadAuthority(authority, scheme, out why) is not var (host, port)) return null;
        return ReadTail(tail, out why) is var (path, more) ? new WebAddress(scheme, host, port, path, more) : null;
    }

    /// <summary>A path with what may follow it, as a redirect may have it; null, with the reason, when it is none.</summary>
    public static (string Path, string More)? ReadTail(string text, out string? why)
    {
        var end = text.AsSpan().IndexOfAny('?', '#');
        var path = Encode(end < 0 ? text : text[..end]);
        var rest = Encode(end < 0 ? "" : text[end..]);
        why = path.Length + rest.Length > Longest ? $"it is longer than {Longest} characters" : WhyNoPath(path) ?? WhyNoRest(rest);
        return why is null ? (path.Length == 0 ? "/" : path, rest) : null;
    }

    public override string ToString() => HasDefaultPort ? $"{Scheme}://{Host}{Path}{Rest}" : string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{Host}:{Port}{Path}{Rest}");

    private static int DefaultPort(string scheme) => scheme == "https" ? HttpsPort : HttpPort;

    private static (string Host, int Port)? ReadAuthority(string authority, string scheme, out string? why)
    {
        why = authority.Contains('@', StringComparison.Ordinal) ? "it has credentials in it" : null;
        if (why is not null) return null;
        var colon = authority.LastIndexOf(':') is var last && last > authority.LastIndexOf(']') ? last : -1;
        var port = colon < 0 ? DefaultPort(scheme) : ReadPort(authority.AsSpan(colon + 1));
        if (port is null) why = "its port is not a number from 1 to 65535";
        var host = ReadHost(colon < 0 ? authority : authority[..colon], ref why);
        return why is null ? (host!, port!.Value) : null;
    }

    private static int? ReadPort(ReadOnlySpan<char> text) =>
        text.Length is > 0 and < 6 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 ? port : null;

    private static string? ReadHost(string text, ref string? why)
    {
        if (text.StartsWith('[')) return ReadIPv6(text, ref why);
        // Only the common form: others (octal, hexadecimal, fewer parts) are read differently by different programs.
        if (text.Length > 0 && char.IsAsciiDigit(text[0]) && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text) return text;
        var host = DomainName.ToAscii(text, underscores: true, out var wrong);
        if (wrong is not null) why ??= $"its host cannot be used: {wrong}";
        return host;
    }

    private static string? ReadIPv6(string text, ref string? why)
    {
        // No zone (%eth0): it means something on one host only.
        var inside = text.EndsWith(']') ? text[1..^1] : "";
        if (!inside.AsSpan().ContainsAnyExcept(IPv6Letters) && IPAddress.TryParse(inside, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6)
            return $"[{address}]";
        why ??= "its host is no IPv6 address";
        return null;
    }

    /// <summary>Letters beyond ASCII in UTF-8, percent-encoded. What is not text (a lone surrogate) stays, and is refused.</summary>
    private static string Encode(string text)
    {
        if (Ascii.IsValid(text)) return text;
        var encoded = new StringBuilder(text.Length);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii || rune == Rune.ReplacementChar || Rune.IsControl(rune)) encoded.Append(rune);
            else foreach (var one in bytes[..rune.EncodeToUtf8(bytes)]) encoded.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
        }

        return encoded.ToString();
    }

    private static string? WhyNoPath(string path)
    {
        if (WhyNoLetters(path, PathLetters) is { } why) return why;
        if (path.Length < 2 || (!path.Contains('.', StringComparison.Ordinal) && !path.Contains('%', StringComparison.Ordinal))) return null;
        foreach (var part in path.Split('/'))
            if (part.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) is "." or "..") return "its path climbs ('.' or '..')";
        return null;
    }

    private static string? WhyNoRest(string rest)
    {
        var hash = rest.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? WhyNoLetters(rest, RestLetters) : WhyNoLetters(rest[..hash], RestLetters) ?? WhyNoLetters(rest[(hash + 1)..], RestLetters);
    }

    private static string? WhyNoLetters(string text, SearchValues<char> letters)
    {
        var at = text.AsSpan().IndexOfAnyExcept(letters);
        if (at >= 0) return WhyNot(text[at]);
        for (at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 1))
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2])) return "'%' is not followed by two hexadecimal digits";
        return null;
    }

    private static string WhyNot(char c) => c switch
    {
        < ' ' or >= '\x7f' => string.Create(CultureInfo.InvariantCulture, $"it has a control character or a broken one (U+{(int)c:X4})"),
        ' ' => "it has a space (as part of a path: %20)",
        _ => string.Create(CultureInfo.InvariantCulture, $"it has '{c}' (as part of a path: %{(int)c:X2})"),
    };
}
