namespace LyttleCluster.Core.Access;

/// <summary>Names that the manager gives to callers itself: nobody else may have them, or the journal would name the wrong one.</summary>
internal static class ReservedNames
{
    /// <summary>A caller on the manager's own host, without TLS.</summary>
    public const string Local = "local";

    /// <summary>A caller who proved nothing.</summary>
    public const string Anonymous = "anonymous";

    public static bool Contains(string name) => name is Local or Anonymous;
}
