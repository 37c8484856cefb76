using System.Globalization;
using LyttleCluster.Core;
using LyttleCluster.Core.Authority;
using LyttleCluster.Core.Security;
using LyttleCluster.Core.State;
using LyttleCluster.DyingPublisher;

// Another shell that publishes the domains of a state file, and kills itself at a call of its store. It says at which, or "ended" and how each domain did.
//   STATE before|after NUMBER    0: at none
var (file, time) = (StateFile.At(args[0]), TimeProvider.System);
var store = new DyingStore(await SqliteStateStore.OpenAsync(file, time, default), int.Parse(args[2], CultureInfo.InvariantCulture), args[1] == "after");
await using var cluster = new LocalCluster(store, new SqliteHistory(file, time), KeyFile.Beside(file.Path), new FreeHand(), time);
var plan = await cluster.Operations.PlanAsync(new PublishDomain { SkipVerification = ["*"], Timeout = TimeSpan.FromSeconds(60) }, default);
store.Begin();
var answers = await cluster.Operations.ApplyAsync(plan, default).ToListAsync();
Console.WriteLine("ended " + string.Join(", ", answers.Select(answer => $"{answer.Value?.Node} {answer.Value?.Domain} {answer.Value?.Outcome} {answer.Failure?.ErrorId}")));
