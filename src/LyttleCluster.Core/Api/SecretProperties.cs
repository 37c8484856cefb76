using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LyttleCluster.Core.Api;

/// <summary>Brings secrets that documents leave out (<see cref="NodeSettings.NginxApiKey"/>) into the requests of the API.</summary>
internal static class SecretProperties
{
    public static void Add(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        foreach (var property in type.Type.GetProperties().Where(property => property.PropertyType == typeof(Secret)))
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (type.Properties.FirstOrDefault(known => known.Name == name) is not { } wire)
            {
                wire = type.CreateJsonPropertyInfo(typeof(Secret), name);
                type.Properties.Add(wire);
            }

            wire.AttributeProvider = property;
            wire.Get = property.GetValue;
            wire.Set = property.SetValue;
            wire.ShouldSerialize = static (_, value) => value is not null;
        }
    }
}
