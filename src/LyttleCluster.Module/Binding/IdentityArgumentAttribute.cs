using System.Collections;
using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>
/// Turns what was given for an object of ours into what the cmdlet works with. Strings and objects of the one type that the
/// parameter stands for pass, also those that a job or a remote session gave back (<c>Deserialized.…</c>). Everything else is
/// refused: PowerShell would turn it into a string without a word, and a command would go to the wrong object.
/// </summary>
/// <typeparam name="T">The type that the parameter stands for.</typeparam>
/// <typeparam name="TArgument">What the parameter holds.</typeparam>
public abstract class IdentityArgumentAttribute<T, TArgument> : ArgumentTransformationAttribute
    where T : class
{
    private static readonly string DeserializedName = "Deserialized." + typeof(T).FullName;

    /// <summary>Whether <c>$null</c> passes as it is, as what clears a setting; else it is refused.</summary>
    public bool AllowsNothing { get; set; }

    /// <summary>One value, or an array of them when an array or a list was given.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">
    /// Something else was given. Its inner exception makes the binder try the next way, such as a property of the object.
    /// </exception>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null && AllowsNothing) return null;
        var value = inputData is PSObject wrapped && !IsDeserialized(wrapped) ? wrapped.BaseObject : inputData;
        return value is IList list ? list.Cast<object?>().Select(TransformOne).ToArray() : new[] { TransformOne(value) };
    }

    /// <summary>What a string means.</summary>
    protected abstract TArgument FromName(string name);

    /// <summary>What an object of the type means.</summary>
    protected abstract TArgument FromObject(T value);

    /// <summary>What an object means that was serialised and lost its type.</summary>
    protected virtual TArgument FromProperties(Func<string, string> property) => throw new NotSupportedException();

    /// <summary>The same for a type some of whose properties may be empty.</summary>
    protected virtual TArgument FromProperties(Func<string, string> property, Func<string, string?> optional) => FromProperties(property);

    private static bool IsDeserialized(PSObject value) => value.TypeNames.Contains(DeserializedName);

    private TArgument TransformOne(object? value) => value switch
    {
        TArgument already => already,
        string name => FromName(name),
        T known => FromObject(known),
        PSObject wrapped when IsDeserialized(wrapped) => FromProperties(name => PropertyOf(wrapped, name), name => OptionalOf(wrapped, name)),
        PSObject { BaseObject: not PSCustomObject } wrapped => TransformOne(wrapped.BaseObject),
        _ => throw Refuse(value),
    };

    private static string? OptionalOf(PSObject value, string name) => value.Properties[name]?.Value?.ToString() is { Length: > 0 } text ? text : null;

    private static string PropertyOf(PSObject value, string name) => value.Properties[name]?.Value?.ToString() ?? throw Refuse(value);

    /// <summary>The refusal that makes the binder try the next way.</summary>
    private protected static ArgumentTransformationMetadataException Refuse(object? value)
    {
        var type = value is PSObject wrapped ? wrapped.TypeNames.FirstOrDefault() : value?.GetType().FullName;
        var message = $"A name or a {typeof(T).Name} is wanted here, not {type ?? "nothing"}.";
        return new ArgumentTransformationMetadataException(message, new PSInvalidCastException(message));
    }
}
