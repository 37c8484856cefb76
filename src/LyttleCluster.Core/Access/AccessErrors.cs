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

    public static ClusterException SettingInvalid(string what, string setting, string value, string rule) => new(
        "AccessSettingInvalid", ClusterErrorCategory.InvalidArgument,
        $"Nothing was changed: {setting} of {Printable.Line(what)} cannot be '{Printable.Line(value)}'.", rule) { TargetName = value };

    public static ClusterException NotFound(AccessKind kind, string name) => new(
        "AccessNotFound", ClusterErrorCategory.ObjectNotFound,
        $"Nothing is granted to the {kind.ToString().ToLowerInvariant()} '{Printable.Line(name)}' here.",
        "Get-ClusterAccess lists what is; what a certificate grants ends by revoking the certificate.") { TargetName = name };

    public static ClusterException NothingOf(string name) => new(
        "AccessUnknown", ClusterErrorCategory.ObjectNotFound,
        $"Nothing is stored of a user, group or certificate '{Printable.Line(name)}'.",
        "Get-ClusterAccess without a name lists all; what a certificate itself grants is not stored here.") { TargetName = name };

    public static ClusterException TokenExists(string name) => new(
        "TokenExists", ClusterErrorCategory.ResourceExists,
        $"There is a token '{name}' already.",
        $"Choose another name, or end that one first: Remove-ClusterToken {name}.") { TargetName = name };

    public static ClusterException TokenNotFound(string name) => new(
        "TokenNotFound", ClusterErrorCategory.ObjectNotFound,
        $"There is no token '{Printable.Line(name)}'.",
        "Get-ClusterToken lists them.") { TargetName = name };

    private static string OwnedWord(AccessMethod method) => method.Owned == OwnedObject.Domain ? "domain" : "node";
}
