using LyttleCluster.Core.Remote;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core;

/// <summary>Opens clusters.</summary>
public static class ClusterFactory
{
    /// <summary>
    /// The state file of this user: <c>LYTTLECLUSTER_STATE</c>, else <c>lyttle-cluster/state.db</c> in the user's data folder.
    /// </summary>
    public static string DefaultPath => StateFile.Default(Environment.GetEnvironmentVariable).Path;

    /// <summary>Opens the cluster whose desired state is in a file on this machine; makes the file when there is none.</summary>
    /// <param name="path">The state file.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="ClusterException">The file cannot be used; the ErrorIds begin with <c>State</c>.</exception>
    public static Task<ICluster> OpenFileAsync(string path, CancellationToken cancellationToken) => OpenFileAsync(path, force: false, cancellationToken);

    /// <summary>The same; says what happens while a manager holds that file.</summary>
    /// <param name="path">The state file.</param>
    /// <param name="force">Make changes all the same; else they are refused with <c>ManagerHoldsState</c>.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="ClusterException">The file cannot be used; the ErrorIds begin with <c>State</c>.</exception>
    public static async Task<ICluster> OpenFileAsync(string path, bool force, CancellationToken cancellationToken) =>
        await LocalCluster.OpenAsync(StateFile.At(path), force, TimeProvider.System, cancellationToken);

    /// <summary>Opens the cluster behind a manager: its use cases are carried out there, with its keys and its paths.</summary>
    /// <param name="manager">Where it is, and how to prove who we are.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="ClusterException">
    /// It cannot be used: the ErrorIds begin with <c>Manager</c> (refused, unreachable, another certificate, too old, too new), or are the
    /// manager's own (<c>NotAuthenticated</c>, <c>AccessDenied</c>).
    /// </exception>
    public static async Task<ICluster> OpenManagerAsync(ManagerEndpoint manager, CancellationToken cancellationToken) =>
        await RemoteCluster.OpenAsync(manager, TimeProvider.System, cancellationToken);
}
