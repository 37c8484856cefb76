namespace LyttleCluster.Core.Access;

/// <summary>Roles as sets of methods, computed from what each method asks for: a new use case is in the right ones by itself.</summary>
internal static class AccessRoles
{
    private static readonly string[][] Sets =
    [
        .. Enum.GetValues<AccessRole>().Order().Select(role => AccessMethod.All.Where(method => (int)method.Right <= (int)role).Select(method => method.Name).ToArray()),
    ];

    /// <summary>The methods of a role.</summary>
    public static IReadOnlyList<string> MethodsOf(AccessRole role) => Sets[(int)role];

    /// <summary>The smallest role with a method.</summary>
    public static AccessRole Least(AccessMethod method) => (AccessRole)(int)method.Right;
}
