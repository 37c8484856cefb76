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

    public static ClusterException TokenNotHere() => new(
        "ManagerTokenNotHere",
        ClusterErrorCategory.AuthenticationError,
        "The token of this connection was given in another process, and is not in the connection.",
        "Connect with -TokenFile, which can be read here too, or call Connect-Cluster here.");

    public static ClusterException TokenGivenTwice() => new(
        "ManagerTokenAmbiguous",
        ClusterErrorCategory.InvalidArgument,
        "Both -Token and -TokenFile were given.",
        "Give one of them.");

    public static ClusterException ManagerVariableInvalid(string variable, string value) => new(
        "ManagerVariableInvalid",
        ClusterErrorCategory.InvalidArgument,
        $"The environment variable {variable} is no address of a manager: '{value}'.",
        "Set it to one such as https://manager.example.com:6977, or remove it.");

    public static ClusterException NotOfThisRole(string parameter, ServiceRole role) => new(
        "ServiceParameterForeign",
        ClusterErrorCategory.InvalidArgument,
        $"-{parameter} is nothing that a service with the role {role} has.",
        role == ServiceRole.Manager ? "Leave it out, or install an agent: -Role Agent." : "Leave it out, or install a manager: -Role Manager.");

    public static ClusterException NodeGivenAsNothing() => new(
        "NodeGivenAsNothing",
        ClusterErrorCategory.InvalidArgument,
        "-Node was given as nothing, which is no node.",
        "Give names of nodes, or leave -Node out for all of them.");

    public static ClusterException SuspensionTimeMissing() => new(
        "AlertSuspensionTimeMissing",
        ClusterErrorCategory.InvalidArgument,
        "Nothing says how long the alerts are to be kept quiet.",
        "Give -For 02:00:00 or -Until TIME; -Clear ends it.");

    public static ClusterException SuspensionTimeAmbiguous() => new(
        "AlertSuspensionTimeAmbiguous",
        ClusterErrorCategory.InvalidArgument,
        "More than one of -Until, -For and -Clear was given.",
        "Give one of them.");

    public static ClusterException SuspensionTooShort() => new(
        "AlertSuspensionTooShort",
        ClusterErrorCategory.InvalidArgument,
        "-For is less than a second.",
        "Give a time such as 02:00:00 (two hours), or (New-TimeSpan -Days 3).");
}
