using System.Globalization;

namespace LyttleCluster.Service.Manager.Notifications;

/// <summary>Mail to people: what comes within half a minute is one mail.</summary>
internal sealed class MailTarget(MailOptions options, string? authorityFile, TimeProvider time) : INotificationTarget
{
    public string Name => MailOptions.Name;

    public TimeSpan Gather => TimeSpan.FromSeconds(30);

    public async Task SendAsync(NotificationMessage message, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(SmtpSession.Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await using var session = await SmtpSession.OpenAsync(options, authorityFile, both.Token);
            await session.SendAsync(options.Sender, options.To, MailText.Of(options, message), both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new NotificationException(string.Create(CultureInfo.InvariantCulture, $"the mail server did not take it within {SmtpSession.Limit.TotalSeconds:0} s"));
        }
    }
}
