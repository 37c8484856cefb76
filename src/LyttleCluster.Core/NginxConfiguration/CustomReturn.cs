using System.Buffers;
using System.Globalization;

namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>What the directive <c>return</c> may answer: a code, a text, or another address that is one.</summary>
internal static class CustomReturn
{
    private static readonly SearchValues<char> NotInAddress = SearchValues.Create("\"'`\\<> |^");

    /// <summary>What is wrong with its arguments; null when nothing is.</summary>
    public static string? WhyNot(IReadOnlyList<string> arguments)
    {
        if (arguments.Count is not (1 or 2)) return "it takes a code, or a code and a text or address";
        if (!IsCode(arguments[0], out var code)) return arguments.Count == 1 && IsAbsolute(arguments[0]) ? WhyNoTarget(arguments[0]) : "its code is a number from 200 to 599";
        if (code is 301 or 302 or 303 or 307 or 308) return arguments.Count == 1 ? $"{code} needs an address" : WhyNoTarget(arguments[1]);
        return null;
    }

    private static bool IsCode(string text, out int code) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out code) && text.Length == 3 && code is >= 200 and <= 599;

    private static bool IsAbsolute(string text) =>
        text.StartsWith("http://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal) || text.StartsWith("$scheme://", StringComparison.Ordinal);

    private static string? WhyNoTarget(string target)
    {
        if (target.AsSpan().ContainsAny(NotInAddress) || !System.Text.Ascii.IsValid(target)) return "its address has characters that no address has";
        if (target.StartsWith('/')) return target.StartsWith("//", StringComparison.Ordinal) ? "its path begins with two slashes, which leads to another host" : null;
        if (target is "$request_uri" || target.StartsWith("$request_uri?", StringComparison.Ordinal)) return "it leads to itself";
        if (!IsAbsolute(target)) return "it leads to an http or https address, or to a path that begins with one slash";
        var host = target[(target.IndexOf("://", StringComparison.Ordinal) + 3)..];
        // $request_uri begins with a slash.
        host = host.Replace("$request_uri", "/", StringComparison.Ordinal);
        var end = host.AsSpan().IndexOfAny('/', '?', '#');
        var authority = end < 0 ? host : host[..end];
        return authority.Contains('@', StringComparison.Ordinal) ? "its address has credentials in it" : WhyNoAuthority(authority);
    }

    private static string? WhyNoAuthority(string authority)
    {
        // $host has the port of no one and is checked by nginx; the others that could stand here name no host.
        var rest = authority.StartsWith("$host", StringComparison.Ordinal) ? "h" + authority[5..] : authority.StartsWith("$server_name", StringComparison.Ordinal) ? "h" + authority[12..] : authority;
        if (rest.EndsWith(":$server_port", StringComparison.Ordinal)) rest = rest[..^13];
        WebAddress.Parse("http://" + rest.Replace("$host", "h", StringComparison.Ordinal), out var why);
        return why;
    }
}
