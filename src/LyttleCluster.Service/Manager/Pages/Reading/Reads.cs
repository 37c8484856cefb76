using LyttleCluster.Core;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>What a use case answered: values, and what went wrong beside them.</summary>
internal sealed record Reads<T>(IReadOnlyList<T> Values, IReadOnlyList<NoticeView> Notices)
{
    public static async Task<Reads<T>> OfAsync(IAsyncEnumerable<Answer<T>> answers, CancellationToken cancellationToken)
    {
        var (values, notices) = (new List<T>(), new List<NoticeView>());
        await foreach (var answer in answers.WithCancellation(cancellationToken))
        {
            if (answer.Value is { } value) values.Add(value);
            if (answer.Failure is { } failure) notices.Add(new NoticeView(failure.Message, failure.Remedy, Tone.Bad));
            if (answer.Warning is { } warning) notices.Add(new NoticeView(warning.Message, warning.Remedy, Tone.Doubtful));
        }

        return new Reads<T>(values, notices);
    }
}
