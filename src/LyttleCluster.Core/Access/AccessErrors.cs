using LyttleCluster.Formatting;

namespace LyttleCluster.Core.Access;

/// <summary>Every failure of this folder.</summary>
internal static class AccessErrors
{
    public static ClusterException NotAuthenticated(AccessMethod method) => new(
        "NotAuthenticated", ClusterErrorCategory.AuthenticationError,
        $"{method.Name} is not for callers who did not prove who they are.",
        "Show a client certificate of a CA that the manager trusts, or a token.");

    public static ClusterException Denied(ClusterCaller caller, AccessMethod method) => new(
        "AccessDenied", ClusterErrorCategory.PermissionDenied,
        $"{Printable.Line(caller.Name)} may not use {method.Name}.",
        $"It takes the method {method.Name}, granted by a certificate of the granting CA or with Grant-ClusterAccess; the role {AccessRoles.Least(method)} has it.") { TargetName = method.Name };

    public static ClusterException NotOwner(ClusterCaller caller, AccessMethod method, string target) => new(
        "AccessNotOwner", ClusterErrorCategory.PermissionDenied,
        $"{Printable.Line(caller.Name)} may not use {method.Name} on {Printable.Line(target)}: it is not granted, and they are not an owner of that {OwnedWord(method)}.",
        $"Leave it out; or be made an owner of it; or be granted the method {method.Name}, which the role {AccessRoles.Least(method)} has.") { TargetName = target };

    public static ClusterException BeyondOwner(ClusterCaller caller, AccessMethod method, string target, string why) => new(
        "AccessBeyondOwner", ClusterErrorCategory.PermissionDenied,
        $"{Printable.Line(caller.Name)} owns {Printable.Line(target)}, but may not do this to it: {why}.",
        $"It takes the method {method.Name} itself, which the role {AccessRoles.Least(method)} has.") { TargetName = target };

    private static string OwnedWord(AccessMethod method) => method.Owned == OwnedObject.Domain ? "domain" : "node";
}
