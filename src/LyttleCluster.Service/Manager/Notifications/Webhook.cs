namespace LyttleCluster.Service.Manager.Notifications;

/// <summary>A webhook.</summary>
internal sealed class Webhook(WebhookOptions options, NotificationHttp http) : INotificationTarget
{
    public string Name => options.Name;

    public TimeSpan Gather => TimeSpan.FromSeconds(2);

    public Task SendAsync(NotificationMessage message, CancellationToken cancellationToken) =>
        http.PostAsync(SecretUrl.Read(options.UrlFile), WebhookBodies.Of(options.Format, message), cancellationToken);
}
