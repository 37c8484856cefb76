using LyttleCluster.Core.Alerts;

namespace LyttleCluster.Service.Manager.Notifications;

/// <summary>Somewhere to tell of alerts.</summary>
internal interface INotificationTarget
{
    /// <summary>What it is called in logs and metrics.</summary>
    string Name { get; }

    /// <summary>How long what comes together is gathered into one message.</summary>
    TimeSpan Gather { get; }

    /// <summary>Sends one message; it was taken when this ends.</summary>
    /// <exception cref="NotificationException">It was not.</exception>
    Task SendAsync(NotificationMessage message, CancellationToken cancellationToken);
}

/// <summary>One message.</summary>
/// <param name="Notices">What it tells, in the order it happened.</param>
/// <param name="Dropped">How many before it were given up, because too many waited or for too long.</param>
/// <param name="Sender">Who tells it: the manager's host.</param>
/// <param name="SentAt">When, in UTC.</param>
internal sealed record NotificationMessage(IReadOnlyList<AlertNotice> Notices, int Dropped, string Sender, DateTimeOffset SentAt);
