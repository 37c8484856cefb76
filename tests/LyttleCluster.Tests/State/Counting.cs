using System.Globalization;
using System.Text;
using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.State;

/// <summary>The classic test of compare-and-swap: many add one to a number at once.</summary>
internal static class Counting
{
    public static async Task AddAsync(IStateStore store, DocumentKey key, int times, CancellationToken cancellationToken)
    {
        for (var done = 0; done < times;)
        {
            var document = await store.GetAsync(key, cancellationToken);
            var number = document is null ? 0 : int.Parse(Encoding.UTF8.GetString(document.Body.Span), CultureInfo.InvariantCulture);
            var body = Encoding.UTF8.GetBytes((number + 1).ToString(CultureInfo.InvariantCulture));
            var write = StateWrite.Put(key, document?.Revision ?? 0, body);
            if ((await store.CommitAsync([write], cancellationToken)).Done) done++;
        }
    }
}
