using LyttleCluster.Core;

namespace LyttleCluster.Service.Manager.Notifications;

/// <summary>An address that is a secret in itself: whoever knows it can write there. It is read anew for each use, so it can be replaced.</summary>
internal static class SecretUrl
{
    /// <exception cref="ClusterException"><c>NotificationUrlInvalid</c>, or why the file cannot be read.</exception>
    public static Uri Read(string path) =>
        Uri.TryCreate(SecretFile.Read(path).Reveal(), UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? uri
            : throw NotificationErrors.UrlInvalid(path);
}
