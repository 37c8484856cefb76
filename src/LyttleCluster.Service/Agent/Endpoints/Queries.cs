using System.Globalization;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>Reads values of a query string. What is absent is its default; what is there must be right.</summary>
internal static class Queries
{
    /// <summary>Absent is false.</summary>
    public static bool TryBool(HttpContext context, string name, out bool value)
    {
        var text = context.Request.Query[name].ToString();
        value = text == "true";
        return text is "" or "true" or "false";
    }

    public static bool TryCount(HttpContext context, string name, int absent, int most, out int value)
    {
        var text = context.Request.Query[name].ToString();
        value = absent;
        return text.Length == 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= 1 && value <= most);
    }

    public static string? Text(HttpContext context, string name) => context.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;
}
