using System.Reflection;

namespace LyttleCluster.Tests.Module;

/// <summary>One parameter, and where it stands in each set.</summary>
internal sealed class BuiltParameter(PropertyInfo property, IReadOnlyDictionary<string, ParameterPlace> places)
{
    public string Name => property.Name;

    public string Type => NameOf(property.PropertyType);

    public bool TakesWildcards => BuiltCmdlets.Attribute(property, "SupportsWildcardsAttribute") is not null;

    public IReadOnlyDictionary<string, ParameterPlace> Places => places;

    public IReadOnlyList<string> Aliases =>
        [.. BuiltCmdlets.Attributes(property, "AliasAttribute")
            .SelectMany(data => (IEnumerable<CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!)
            .Select(argument => (string)argument.Value!)];

    public ParameterPlace? PlaceIn(string set) => places.GetValueOrDefault(set) ?? places.GetValueOrDefault("__AllParameterSets");

    private static string NameOf(Type type) =>
        type.IsArray ? NameOf(type.GetElementType()!) + "[]"
        : type.IsGenericType && type.Name.StartsWith("Nullable", StringComparison.Ordinal) ? NameOf(type.GetGenericArguments()[0]) + "?"
        : type.Name;
}

/// <summary>What a parameter is in one set.</summary>
internal sealed class ParameterPlace(CustomAttributeData data)
{
    public bool Mandatory => Is("Mandatory");

    public bool FromPipeline => Is("ValueFromPipeline");

    public bool FromProperty => Is("ValueFromPipelineByPropertyName");

    public int? Position => Value("Position") as int?;

    public override string ToString() => string.Join(' ', new[]
    {
        Position is { } position ? $"at {position}" : null,
        Mandatory ? "mandatory" : null,
        FromPipeline ? "piped" : null,
        FromProperty ? "property" : null,
    }.OfType<string>());

    private bool Is(string name) => Value(name) is true;

    private object? Value(string name) =>
        data.NamedArguments.Where(argument => argument.MemberName == name).Select(argument => argument.TypedValue.Value).SingleOrDefault();
}
