namespace LyttleCluster.Service.Agent.Access;

/// <summary>The rights by the names they have in files and answers.</summary>
internal static class Rights
{
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<Right>().Select(NameOf)];

    public static string NameOf(this Right right) => right switch
    {
        Right.Viewer => "viewer",
        Right.Operator => "operator",
        _ => "platform-admin",
    };

    public static Right? Parse(string name) => name switch
    {
        "viewer" => Right.Viewer,
        "operator" => Right.Operator,
        "platform-admin" => Right.PlatformAdmin,
        _ => null,
    };

    /// <summary>The v2 API's name of the widest thing the right allows.</summary>
    public static string Scope(this Right right) => right switch
    {
        Right.Viewer => "admin:read",
        Right.Operator => "admin:operate",
        _ => "admin:full",
    };
}
