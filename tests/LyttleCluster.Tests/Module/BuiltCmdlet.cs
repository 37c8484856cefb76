using System.Reflection;

namespace LyttleCluster.Tests.Module;

/// <summary>One cmdlet as PowerShell will see it.</summary>
internal sealed class BuiltCmdlet
{
    private const string AllSets = "__AllParameterSets";

    private readonly Type _type;
    private readonly CustomAttributeData _cmdlet;

    public BuiltCmdlet(Type type)
    {
        _type = type;
        _cmdlet = BuiltCmdlets.Attribute(type, "CmdletAttribute")!;
        Parameters = [.. MostDerived(type).Select(ParameterOf).OfType<BuiltParameter>().OrderBy(parameter => parameter.Name, StringComparer.Ordinal)];
    }

    public string Name => $"{_cmdlet.ConstructorArguments[0].Value}-{_cmdlet.ConstructorArguments[1].Value}";

    public string? DefaultSet => Named("DefaultParameterSetName") as string;

    /// <summary>null where nothing is changed.</summary>
    public string? ConfirmImpact => Named("SupportsShouldProcess") is true ? ImpactName(Named("ConfirmImpact") as int? ?? 2) : null;

    public IReadOnlyList<string> OutputTypes =>
        [.. BuiltCmdlets.Attributes(_type, "OutputTypeAttribute")
            .SelectMany(data => (IEnumerable<CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!)
            .Select(argument => ((Type)argument.Value!).Name)];

    public IReadOnlyList<BuiltParameter> Parameters { get; }

    /// <summary>The names of its sets; one unnamed one where it has no names.</summary>
    public IReadOnlyList<string> Sets =>
        [.. Parameters.SelectMany(parameter => parameter.Places.Keys).Where(set => set != AllSets).Distinct().Order(StringComparer.Ordinal).DefaultIfEmpty(AllSets)];

    public IEnumerable<BuiltParameter> ParametersOf(string set) => Parameters.Where(parameter => parameter.PlaceIn(set) is not null);

    public IEnumerable<string> MandatoryIn(string set) => ParametersOf(set).Where(parameter => parameter.PlaceIn(set)!.Mandatory).Select(parameter => parameter.Name);

    public static string ShownSet(string set) => set == AllSets ? "*" : set;

    private object? Named(string name) =>
        _cmdlet.NamedArguments.Where(argument => argument.MemberName == name).Select(argument => argument.TypedValue.Value).SingleOrDefault();

    private static string ImpactName(int impact) => impact switch { 1 => "Low", 2 => "Medium", 3 => "High", _ => "None" };

    private static IEnumerable<PropertyInfo> MostDerived(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .GroupBy(property => property.Name)
            .Select(group => group.MaxBy(property => Depth(property.DeclaringType!))!);

    private static int Depth(Type? type) => type is null ? 0 : 1 + Depth(type.BaseType);

    private static BuiltParameter? ParameterOf(PropertyInfo property)
    {
        var places = BuiltCmdlets.Attributes(property, "ParameterAttribute").ToArray();
        return places.Length == 0 ? null : new BuiltParameter(property, places.ToDictionary(SetOf, place => new ParameterPlace(place)));
    }

    private static string SetOf(CustomAttributeData place) =>
        place.NamedArguments.Where(argument => argument.MemberName == "ParameterSetName").Select(argument => (string)argument.TypedValue.Value!).SingleOrDefault() ?? AllSets;
}
