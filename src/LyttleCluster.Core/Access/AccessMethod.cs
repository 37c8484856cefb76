namespace LyttleCluster.Core.Access;

/// <summary>One thing that callers can be allowed: a use case, or something of the manager itself.</summary>
/// <param name="Name"><c>Service.Method</c>; what grants name.</param>
/// <param name="Right">Which roles have it.</param>
/// <param name="IsPublic">Whether everybody who proved who they are may.</param>
/// <param name="Owned">Whose owners may, on what they own.</param>
internal sealed record AccessMethod(string Name, AccessRight Right, bool IsPublic = false, OwnedObject Owned = OwnedObject.None)
{
    /// <summary>Every method there is.</summary>
    public static IReadOnlyList<AccessMethod> All { get; } =
    [
        .. UseCases.All.Select(useCase => new AccessMethod(useCase.Name, useCase.Right, useCase.IsPublic, useCase.Owned)),
        new("Manager.GetStatus", AccessRight.View, IsPublic: true),
        new("Manager.GetMetrics", AccessRight.View),
        new("Manager.ReadLog", AccessRight.View),
    ];

    private static Dictionary<string, AccessMethod> ByName { get; } = All.ToDictionary(method => method.Name, StringComparer.Ordinal);

    /// <summary>The method of that name; null: there is none.</summary>
    public static AccessMethod? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The method of that name.</summary>
    public static AccessMethod Of(string name) => Find(name) ?? throw new InvalidOperationException($"There is no method {name}.");
}
