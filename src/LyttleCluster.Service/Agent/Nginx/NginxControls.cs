namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>Makes the control of the nginx that the settings name.</summary>
internal static class NginxControls
{
    /// <summary>Opens it. Settings that name no usable nginx are a <see cref="ClusterException"/>; one that does not run is not.</summary>
    public static Task<INginxControl> OpenAsync(NginxSettings settings, TimeProvider time, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The control of nginx is not in this version.");
}
