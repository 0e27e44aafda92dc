// SPDX-License-Identifier: Apache-2.0

package main

// An Address is where somebody lives.
type Address struct {
	Street   string
	City     string
	Postcode *string // Left out where a country has no such codes.
}

// A Person is anybody. All fields are part of the API, also those that other packages cannot reach.
type Person struct {
	Id        uint64
	revision  uint8
	FirstName string // The given name.
	LastName  string // The family name.
	Age       uint8
	Height    float64
	Active    bool
	Nickname  *string
	Address   *Address // Empty when nobody knows.
	Tags      []string
	Friends   []Person
}

// fullName is not part of the API: only fields are.
func (p Person) fullName() string { return p.FirstName + " " + p.LastName }

// Nothing has no fields.
type Nothing struct{}

func everybody() []Person {
	nickname := "Countess"
	ada := Person{
		Id: 1, revision: 1, FirstName: "Ada", LastName: "Lovelace", Age: 36, Height: 1.68, Active: true,
		Nickname: &nickname, Tags: []string{"math", "poetry"}, Friends: []Person{},
		Address: &Address{Street: "12 St James's Square", City: "London"},
	}
	charles := Person{
		Id: 2, revision: 1, FirstName: "Charles", LastName: "Babbage", Age: 79, Tags: []string{}, Friends: []Person{ada},
	}
	return []Person{ada, charles}
}

// GetPerson finds a person by id.
func GetPerson(id uint64) *Person {
	for _, person := range everybody() {
		if person.Id == id {
			return &person
		}
	}
	return nil
}

// ListPeople lists everybody of at least that age.
func ListPeople(minAge *uint8) []Person {
	found := []Person{}
	for _, person := range everybody() {
		if minAge == nil || person.Age >= *minAge {
			found = append(found, person)
		}
	}
	return found
}

// AddPerson gives the person an id.
func AddPerson(person Person) Person {
	person.Id = 3
	return person
}

func FullName(person Person) string { return person.fullName() }

func CityOf(person *Person) *string {
	if person == nil || person.Address == nil {
		return nil
	}
	return &person.Address.City
}

func EchoPerson(person Person) Person { return person }

func EchoNullablePerson(person *Person) *Person { return person }

func GetNothing() Nothing { return Nothing{} }

// GetBrokenPerson follows a pointer that leads nowhere.
func GetBrokenPerson() Person {
	var nobody *Person
	return *nobody
}
