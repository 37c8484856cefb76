using LyttleCluster.Core;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;
using LyttleCluster.Service.Manager.Pages.Views;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>Fills the hole of a page with the end of a log, without waiting long for it.</summary>
internal static class LogTail
{
    /// <summary>Lines of a page.</summary>
    public const int Lines = 100;

    /// <summary>A page does not wait longer than this for a log.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <param name="call">The request.</param>
    /// <param name="page">The page.</param>
    /// <param name="label">What it is the log of.</param>
    /// <param name="follow">The stream of its new lines.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="show">How a line looks.</param>
    public static async Task ShowAsync<T>(
        PageCall call, PagePieces page, string label, string follow, Func<CancellationToken, IAsyncEnumerable<Answer<T>>> read, Func<T, LogLineView> show)
        where T : class
    {
        if (call.IsLook)
        {
            await page.ShowAsync<LogSection, LogSectionView>(new LogSectionView(label, [], null, follow, IsLook: true));
            return;
        }

        var lines = new List<LogLineView>();
        string? trouble = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(call.Stop);
        limit.CancelAfter(Limit);
        try
        {
            await foreach (var answer in read(limit.Token))
            {
                if (answer.Value is { } line) lines.Add(show(line));
                else trouble = answer.Failure?.Message ?? trouble;
            }
        }
        catch (OperationCanceledException) when (!call.Stop.IsCancellationRequested)
        {
            trouble = $"The {label} did not come within {Limit.TotalSeconds:0} s.";
        }
        catch (ClusterException failure)
        {
            trouble = failure.Message;
        }

        await page.ShowAsync<LogSection, LogSectionView>(new LogSectionView(label, lines, trouble, follow));
    }
}
