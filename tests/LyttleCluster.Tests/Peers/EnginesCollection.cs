namespace LyttleCluster.Tests.Peers;

/// <summary>Give a test class `[Collection(EnginesCollection.Name)]` and an <see cref="EnginesFixture"/> in its constructor.</summary>
[CollectionDefinition(Name)]
public sealed class EnginesCollection : ICollectionFixture<EnginesFixture>
{
    public const string Name = "engines";
}
