namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>What was given to an action: parts of the path, and fields of a form or of the address.</summary>
internal sealed class ActionInput
{
    private readonly RouteValueDictionary _route;
    private readonly IReadOnlyDictionary<string, string> _fields;

    public ActionInput(HttpContext context, IReadOnlyDictionary<string, string> fields) => (_route, _fields) = (context.Request.RouteValues, fields);

    /// <summary>Whether anything was filled in.</summary>
    public bool Has(string name) => _fields.ContainsKey(name);

    /// <summary>A part of the path.</summary>
    public string Path(string name) => (string)_route[name]!;

    /// <summary>A field without spaces around it; null where it is empty.</summary>
    public string? Text(string name) => _fields.GetValueOrDefault(name)?.Trim() is { Length: > 0 } text ? text : null;

    public bool Flag(string name) => Text(name) is "on" or "true";

    /// <summary>Words between commas, spaces or line ends.</summary>
    public IReadOnlyList<string> Words(string name) => Text(name)?.Split([',', ' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Lines that are not empty.</summary>
    public IReadOnlyList<string> Lines(string name) => Text(name)?.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    public T Choice<T>(string name, T otherwise)
        where T : struct, Enum => Text(name) is not { } text ? otherwise
        : Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value
        : throw ActionErrors.FieldInvalid(name, text, string.Join(", ", Enum.GetNames<T>()));

    public int Whole(string name, int otherwise, int least, int most) => Text(name) is not { } text ? otherwise
        : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw ActionErrors.FieldInvalid(name, text, $"a number from {least} to {most}");
}
