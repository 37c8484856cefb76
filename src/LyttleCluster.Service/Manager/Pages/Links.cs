namespace LyttleCluster.Service.Manager.Pages;

/// <summary>The addresses of the pages. Names come from nodes and operators, so every part is escaped here and nowhere else.</summary>
internal static class Links
{
    public static string Node(string name) => "/nodes/" + Part(name);

    public static string Container(string node, string id) => $"/containers/{Part(node)}/{Part(id)}";

    public static string Domain(string name) => "/domains/" + Part(name);

    public static string Nginx(string node) => "/nginx/" + Part(node);

    public static string Operation(string id) => "/operations/" + Part(id);

    /// <summary>A page with parameters; those without a value are left out.</summary>
    public static string With(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var address = new System.Text.StringBuilder(path);
        var separator = path.Contains('?') ? '&' : '?';
        foreach (var (name, value) in parameters)
        {
            if (string.IsNullOrEmpty(value)) continue;
            address.Append(separator).Append(Part(name)).Append('=').Append(Part(value));
            separator = '&';
        }

        return address.ToString();
    }

    /// <summary>The page of what an alert, a step or a lock names, e.g. <c>container/web1/blog</c>; null where there is none.</summary>
    public static string? Target(string? target) => target?.Split('/') switch
    {
        ["node", var name] => Node(name),
        ["domain", var name] => Domain(name),
        ["domain", var name, _] => Domain(name),
        ["nginx", var node] => Nginx(node),
        ["container", var node, var name] => With("/containers", ("node", node), ("q", name)),
        ["operation", var id] => Operation(id),
        _ => null,
    };

    private static string Part(string text) => Uri.EscapeDataString(text);
}
