namespace LyttleCluster.Core.Access;

/// <summary>What a caller may. Pure: the order of the fleet-manager's decision, first match.</summary>
internal static class AccessRule
{
    /// <summary>Granted methods → owner of the object, where owners may → public methods for any proven identity → denied.</summary>
    public static AccessVerdict Decide(ClusterCaller caller, AccessMethod method) =>
        caller.Methods.Any(pattern => MethodGlob.Matches(pattern, method.Name)) ? AccessVerdict.Granted
        : caller.Proof == CallerProof.None ? AccessVerdict.Denied
        : method.Owned != OwnedObject.None ? AccessVerdict.ToOwners
        : method.IsPublic ? AccessVerdict.Public
        : AccessVerdict.Denied;

    /// <summary>Whether one of the owners is the caller, or a group they are in. Names are compared exactly.</summary>
    public static bool IsOwner(ClusterCaller caller, IEnumerable<string> owners) =>
        caller.Proof != CallerProof.None && owners.Any(owner => owner == caller.Name || caller.Groups.Contains(owner, StringComparer.Ordinal));

    /// <summary>Whether a caller may use a method on something with these owners: for pages, which show only what can be done.</summary>
    public static bool May(ClusterCaller caller, string method, IEnumerable<string> owners) => Decide(caller, AccessMethod.Of(method)) switch
    {
        AccessVerdict.Denied => false,
        AccessVerdict.ToOwners => IsOwner(caller, owners),
        _ => true,
    };

    /// <summary>Why a call was denied.</summary>
    public static ClusterException Refusal(ClusterCaller caller, AccessMethod method) =>
        caller.Proof == CallerProof.None ? AccessErrors.NotAuthenticated(method) : AccessErrors.Denied(caller, method);
}

/// <summary>How a decision came out.</summary>
internal enum AccessVerdict
{
    /// <summary>No: it was not granted.</summary>
    Denied,

    /// <summary>Yes: it was granted.</summary>
    Granted,

    /// <summary>Yes, on what the caller owns.</summary>
    ToOwners,

    /// <summary>Yes, as for everybody who is known.</summary>
    Public,
}
