namespace LyttleCluster.Module;

/// <summary>Every failure of the cmdlets themselves.</summary>
internal static class ModuleErrors
{
    public static ClusterException NobodyToAsk(string change) => new(
        "ConfirmationNotPossible",
        ClusterErrorCategory.InvalidOperation,
        $"This has to be confirmed, and in this session nobody can be asked: {change}",
        "Look at it with -WhatIf; when it is what you want, run it with -Confirm:$false.");

    public static ClusterException KeyGivenTwice() => new(
        "NginxApiKeyAmbiguous",
        ClusterErrorCategory.InvalidArgument,
        "Both -NginxApiKey and -NginxApiKeyFile were given.",
        "Give one of them.");

    public static ClusterException NodeGivenAsNothing() => new(
        "NodeGivenAsNothing",
        ClusterErrorCategory.InvalidArgument,
        "-Node was given as nothing, which is no node.",
        "Give names of nodes, or leave -Node out for all of them.");
}
