namespace LyttleCluster.Service.Manager.Pages.Http;

/// <summary>Proves that a form was made by our own page, for this caller.</summary>
internal interface IFormProof
{
    /// <summary>The field of a form that holds it.</summary>
    const string Field = "proof";

    /// <summary>What the forms of this caller's pages hold.</summary>
    string For(HttpContext context);

    /// <summary>Whether a form that came holds it.</summary>
    bool IsValid(HttpContext context, string? proof);
}
