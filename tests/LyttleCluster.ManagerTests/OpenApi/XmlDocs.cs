using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LyttleCluster.ManagerTests.OpenApi;

/// <summary>What the code says of itself, in plain words.</summary>
internal sealed partial class XmlDocs(params IReadOnlyList<Assembly> assemblies)
{
    private readonly Dictionary<string, XElement> _members = assemblies
        .SelectMany(assembly => XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Root!.Element("members")!.Elements())
        .ToDictionary(member => member.Attribute("name")!.Value);

    public string? Of(Type type) => Words(_members.GetValueOrDefault($"T:{Name(type)}")?.Element("summary"));

    /// <summary>A property; one that a record was declared with has its words there.</summary>
    public string? Of(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        return Words(_members.GetValueOrDefault($"P:{Name(type)}.{property.Name}")?.Element("summary"))
            ?? Words(_members.GetValueOrDefault($"T:{Name(type)}")?.Elements("param").FirstOrDefault(param => param.Attribute("name")!.Value == property.Name));
    }

    private static string Name(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string? Words(XElement? element)
    {
        if (element is null) return null;
        var text = string.Concat(element.Nodes().Select(node => node switch
        {
            XText words => words.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" or "seealso" } see => $"`{Last(see.Attribute("cref")?.Value ?? see.Attribute("langword")?.Value ?? "")}`",
            XElement other => other.Value,
            _ => "",
        }));
        return Spaces().Replace(text, " ").Trim();
    }

    private static string Last(string cref)
    {
        var name = cref[(cref.LastIndexOf('.') + 1)..];
        return cref.StartsWith("P:", StringComparison.Ordinal) ? System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name) : name;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
