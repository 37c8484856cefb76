namespace LyttleCluster.Core;

/// <summary>
/// The one door to a cluster. Front ends know nothing else; <see cref="UseCases"/> lists what goes through it.
/// </summary>
public interface ICluster : IAsyncDisposable
{
    /// <summary>The whole at a glance.</summary>
    IOverview Overview { get; }

    /// <summary>Hosts.</summary>
    INodes Nodes { get; }

    /// <summary>Containers on the hosts.</summary>
    IContainers Containers { get; }

    /// <summary>The nginx of each host.</summary>
    INginx Nginx { get; }

    /// <summary>Host names and where they lead.</summary>
    IDomains Domains { get; }

    /// <summary>What happened.</summary>
    IEvents Events { get; }

    /// <summary>Every change, and the journal of them.</summary>
    IOperations Operations { get; }

    /// <summary>Who may do what through a manager.</summary>
    IAccess Access { get; }

    /// <summary>What is wrong for longer than a moment.</summary>
    IAlerts Alerts { get; }
}
