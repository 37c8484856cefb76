using LyttleCluster.Service.Agent.Nginx.Publishing;

namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>The one nginx the agent stands beside: how it is, whether its configuration is right, a reload that is told truthfully, and its logs.</summary>
/// <remarks>All members may be called at the same time. What cannot be done is a <see cref="ClusterException"/>; what nginx says about itself is a value.</remarks>
internal interface INginxControl : IAsyncDisposable
{
    /// <summary>Looks at nginx now. An nginx that does not run is a state, not an error.</summary>
    Task<NginxState> GetStateAsync(CancellationToken cancellationToken);

    /// <summary>Runs <c>nginx -t</c>. A configuration that is not valid is a result, not an error.</summary>
    Task<ConfigurationTest> TestAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reloads nginx and looks whether it took the configuration. One reload at a time: a second caller waits its turn.
    /// Cancelling ends the wait for the turn; a reload that has begun is carried to its end.
    /// </summary>
    /// <param name="force">Signal nginx without testing the configuration before.</param>
    /// <param name="cancellationToken">Ends the wait for the turn.</param>
    Task<ReloadReport> ReloadAsync(bool force, CancellationToken cancellationToken);

    /// <summary>The newest lines of the error and access log, or only what came after a cursor: oldest first.</summary>
    Task<LogPage> ReadLogAsync(LogQuery query, CancellationToken cancellationToken);

    /// <summary>The draft and the configuration releases.</summary>
    ConfigurationStore Store { get; }

    /// <summary>Where nginx runs, for who looks at files it names.</summary>
    NginxPlace Place { get; }

    /// <summary>Does something as the only one who changes anything. Cancelling ends the wait for the turn, and nothing after it.</summary>
    Task<T> InTurnAsync<T>(Func<INginxTurn, Task<T>> work, CancellationToken cancellationToken);
}
