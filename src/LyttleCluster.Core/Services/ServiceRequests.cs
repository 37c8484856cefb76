namespace LyttleCluster.Core;

/// <summary>Asks for a role of <c>lyttle-cluster</c> to be a service of this machine.</summary>
public sealed record ServiceInstall
{
    /// <summary>What it does.</summary>
    public required ServiceRole Role { get; init; }

    /// <summary>The service's name; null: <c>lyttle-cluster-manager</c> or <c>lyttle-cluster-agent</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The user it runs as; null: <c>lyttle-cluster</c> for a manager, who is made, and root for an agent.</summary>
    public string? User { get; init; }

    /// <summary>Further groups of that user's, for this service: <c>docker</c> for an engine on this machine.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>A settings file of the operator's, used as it is; null: one is written from <see cref="Settings"/>.</summary>
    public string? SettingsPath { get; init; }

    /// <summary>Settings by their names in the settings file; values are text, true or false, or lists of texts.</summary>
    public IReadOnlyDictionary<string, object> Settings { get; init; } = new Dictionary<string, object>();

    /// <summary>Files that only this service is given a copy of when it starts, by the names of the flags that take them: keys, certificates, tokens.</summary>
    public IReadOnlyDictionary<string, string> Credentials { get; init; } = new Dictionary<string, string>();

    /// <summary>The program; null: the one that belongs to this module.</summary>
    public string? Program { get; init; }

    /// <summary>The root of the file system that it is written to; another than <c>/</c>, such as that of an image, is only written to.</summary>
    public string RootPath { get; init; } = "/";

    /// <summary>Whether it is only to be started with the machine, not now.</summary>
    public bool NoStart { get; init; }
}

/// <summary>Asks for a service to be taken away again; settings and data stay.</summary>
public sealed record ServiceUninstall
{
    /// <summary>What it does.</summary>
    public required ServiceRole Role { get; init; }

    /// <summary>The service's name; null: <c>lyttle-cluster-manager</c> or <c>lyttle-cluster-agent</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The root of the file system that it was written to.</summary>
    public string RootPath { get; init; } = "/";
}

/// <summary>What installing a service would do.</summary>
public sealed record ServicePlan
{
    /// <summary>The service as it would be.</summary>
    public required ClusterService Service { get; init; }

    /// <summary>The files it consists of.</summary>
    public required IReadOnlyList<ServiceFile> Files { get; init; }

    /// <summary>What was asked for.</summary>
    public required ServiceInstall Request { get; init; }
}

/// <summary>A file of a service.</summary>
/// <param name="Path">Where it stands.</param>
/// <param name="Text">What is in it.</param>
/// <param name="IsChanged">Whether it is not there already, as it is.</param>
public sealed record ServiceFile(string Path, string Text, bool IsChanged);
