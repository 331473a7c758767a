"""What differs from allauth's own account handling."""

from allauth.account.adapter import DefaultAccountAdapter

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail code; the address is kept in lower case."""

    def save_user(self, request, user: User, form, commit: bool = True) -> User:  # type: ignore[no-untyped-def]
        user.email = form.cleaned_data["email"].strip().lower()
        user.set_unusable_password()
        user.language = getattr(request, "LANGUAGE_CODE", "fr")
        if commit:
            user.save()
        return user
