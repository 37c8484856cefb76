using LyttleCluster.Formatting;

namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>What a form refuses by itself. The target names the field.</summary>
internal static class ActionErrors
{
    public const string Field = "PageFieldInvalid";

    public static ClusterException FieldInvalid(string field, string value, string expected) => new(
        Field, ClusterErrorCategory.InvalidArgument, $"'{Printable.Line(value)}' cannot stand here.", $"Give {expected}.") { TargetName = field };

    public static ClusterException FieldMissing(string field, string label) => new(
        "PageFieldMissing", ClusterErrorCategory.InvalidArgument, $"{label} is missing.", "Fill it in.") { TargetName = field };
}
